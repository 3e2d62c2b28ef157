import type { LimitPolicy } from '../../jobs/guild/policy.js';
import type { Job } from '../../jobs/record/job.js';
import type { Records } from '../records/records.js';
import type { Birth, Births } from './ledger.js';
import type { Limits } from './limits.js';

interface RecordedBirthsParts {
	readonly limits: Pick<Limits, 'reserve' | 'renew' | 'release'>;
	readonly store: Pick<Records, 'create' | 'remove'>;
}

/** Births in one process: room in its ledger first, then the record; what gets no record gives its room back. */
export class RecordedBirths implements Births {
	readonly #parts: RecordedBirthsParts;

	constructor(parts: RecordedBirthsParts) {
		this.#parts = parts;
	}

	async bear(job: Job, policy: LimitPolicy | undefined, unwanted: AbortSignal): Promise<Birth> {
		const { limits, store } = this.#parts;
		const reservation = limits.reserve(job, policy);
		if (!reservation.ok) return reservation;

		const isBorn = await this.#create(job, reservation.fresh, unwanted);
		if (!isBorn) return 'duplicate';
		if (reservation.fresh) return 'born';
		// The room was an earlier job's, whose record is gone: this one has to find room of its own.
		const renewed = limits.renew(job, policy);
		if (renewed.ok) return 'born';
		await store.remove(job.id);
		return renewed;
	}

	async #create(job: Job, fresh: boolean, unwanted: AbortSignal): Promise<boolean> {
		const { limits, store } = this.#parts;
		const release = (): void => {
			if (fresh) limits.release(job.id);
		};
		unwanted.addEventListener('abort', release, { once: true });
		try {
			const isBorn = await store.create(job);
			if (!isBorn) release();
			return isBorn;
		} catch (error) {
			release();
			throw error;
		} finally {
			unwanted.removeEventListener('abort', release);
		}
	}
}
