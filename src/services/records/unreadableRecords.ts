import { salvaged, type SalvagedJob } from '../../jobs/stored/salvagedJob.js';

/** The records of jobs that were met and could not be read: what an operator, and the member as far as known, must hear of. */
export class UnreadableRecords {
	readonly #records = new Map<string, SalvagedJob>();

	get count(): number {
		return this.#records.size;
	}

	/** @param value what stands there in place of a record */
	note(id: string, value: unknown): void {
		this.#records.set(id, salvaged(value));
	}

	/** It was read, written anew, or removed. */
	forget(id: string): void {
		this.#records.delete(id);
	}

	/** With what can be read of each. */
	all(): [id: string, record: SalvagedJob][] {
		return [...this.#records];
	}

	/** How many are known to be this member's. */
	of(memberId: string): number {
		return this.all().filter(([, { requester }]) => requester?.id === memberId).length;
	}
}
