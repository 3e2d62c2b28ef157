import type { Signer } from './signedUrls.js';

interface CallbackAddressesParts {
	/** `PUBLIC_URL`, without a slash at its end. */
	readonly publicUrl: string;
	readonly signer: Signer;
}

const prefix = '/callback/';
const jobIds = /^\w{1,64}$/u;

/** One unguessable address a job, for callbacks: `/callback/<job id>-<signature>`. */
export class CallbackAddresses {
	readonly #parts: CallbackAddressesParts;

	constructor(parts: CallbackAddressesParts) {
		this.#parts = parts;
	}

	/** What a provider is told to call. @throws when the job's id could not stand in an address */
	urlOf(job: { readonly id: string }): string {
		if (!jobIds.test(job.id)) throw new Error('a job id that cannot stand in an address');
		const { publicUrl, signer } = this.#parts;
		return `${publicUrl}${prefix}${job.id}-${signer.sign('callback', job.id)}`;
	}

	/** The job that a request's path means; `undefined` when we never gave that address out. */
	jobIdOf(path: string): string | undefined {
		if (!path.startsWith(prefix)) return undefined;
		const secret = path.slice(prefix.length);
		const end = secret.indexOf('-');
		const id = secret.slice(0, end);
		if (end < 0 || !jobIds.test(id)) return undefined;
		return this.#parts.signer.isSigned('callback', id, secret.slice(end + 1)) ? id : undefined;
	}
}
