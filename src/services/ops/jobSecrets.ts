import type { Job } from '../../jobs/record/job.js';
import type { SecretCleaner } from '../../lib/secretCleaner.js';
import type { JobObserver } from '../records/jobWriter.js';
import type { PublicAddresses } from './signedUrls.js';

interface JobSecretsParts {
	readonly secrets: Pick<SecretCleaner, 'hold'>;
	readonly addresses: PublicAddresses;
}

/** What others might repeat of a job that we gave them: its token, and the addresses under which they reach us. */
export class JobSecrets implements JobObserver {
	readonly #parts: JobSecretsParts;
	/** The newest record of every job that is at hand. */
	readonly #atHand = new Map<string, Job>();

	constructor(parts: JobSecretsParts) {
		this.#parts = parts;
	}

	/** Has the record's own secrets taken out of what others say, until the returned function is called. */
	hold(job: Job): () => void {
		this.#atHand.set(job.id, job);
		const release = this.#parts.secrets.hold(job.id, () => this.#secretsOf(this.#atHand.get(job.id) ?? job));
		return () => {
			this.#atHand.delete(job.id);
			release();
		};
	}

	/** A record at hand may have got pictures meanwhile, with addresses of their own. */
	observe(job: Job): void {
		if (this.#atHand.has(job.id)) this.#atHand.set(job.id, job);
	}

	#secretsOf(job: Job): readonly string[] {
		const { callbacks, media } = this.#parts.addresses;
		const files = (job.pictures ?? []).map(({ file }) => file);
		// Where an address is cut or written otherwise, what nobody could guess of it goes all the same.
		const given = [
			callbacks && [callbacks.urlOf(job), callbacks.signatureOf(job)],
			...files.map((file) => media && [media.urlOf(file), media.signatureOf(file)]),
		];
		return [job.destination.token ?? [], ...given.map((urls) => urls ?? [])].flat();
	}
}
