import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../../lib/time.js';

/** A moment by both clocks: the machine's own may be set, and the steady one stands still while it sleeps. */
export interface Moment {
	readonly wall: number;
	readonly steady: number;
}

/** What this process knows of a lease on one job. */
interface Lease {
	readonly epoch: number;
	renewedAt: Moment;
	isLost: boolean;
}

interface HoldsParts {
	readonly clock: Clock;
	/** How long a lease lasts, ms. */
	readonly leaseMs: number;
	/** Whether the records are those that this process knows: nothing is done by others. */
	readonly isOurs: () => boolean;
}

/** A lease is trusted for this part of its length, so that an act begun now ends on this side of it. */
const trusted = 2 / 3;

/**
 * Which jobs this process holds, under which epochs, and whether it may act on one now. The epoch outlives the lease: a save
 * is fenced by it, so what a create brought may be written as long as nobody else has claimed the job.
 */
export class Holds {
	readonly #parts: HoldsParts;
	readonly #leases = new Map<string, Lease>();
	readonly #acting = new AsyncLocalStorage<string>();

	constructor(parts: HoldsParts) {
		this.#parts = parts;
	}

	now(): Moment {
		const { clock } = this.#parts;
		return { wall: clock.now(), steady: clock.elapsed() };
	}

	/** @param since before the lease was asked for */
	take(id: string, epoch: number, since: Moment): void {
		this.#leases.set(id, { epoch, renewedAt: since, isLost: false });
	}

	/** @param since before the renewal was asked for: the answer may have lain here for long */
	renew(id: string, since: Moment): void {
		const lease = this.#leases.get(id);
		if (lease !== undefined && !lease.isLost) lease.renewedAt = since;
	}

	/** Somebody else may have the job. */
	lose(id: string): void {
		const lease = this.#leases.get(id);
		if (lease !== undefined) lease.isLost = true;
	}

	/** The job is done here. */
	drop(id: string): void {
		this.#leases.delete(id);
	}

	has(id: string): boolean {
		return this.#leases.get(id)?.isLost === false;
	}

	/** The last one that this process had. */
	epochOf(id: string): number | undefined {
		return this.#leases.get(id)?.epoch;
	}

	/** Does something for a job, so that the requests made in it ask for its lease. */
	as<T>(id: string, act: () => T): T {
		return this.#acting.run(id, act);
	}

	/**
	 * Whether what is begun now, for the job in whose name it is begun, may still go out: to be asked last, right before it does. What is done for no job (a member's press) needs no lease.
	 */
	sure(): () => boolean {
		const id = this.#acting.getStore();
		return () => id === undefined || this.#isSure(id);
	}

	#isSure(id: string): boolean {
		const lease = this.#leases.get(id);
		if (lease === undefined || lease.isLost || !this.#parts.isOurs()) return false;
		const { wall, steady } = this.now();
		const age = Math.max(wall - lease.renewedAt.wall, steady - lease.renewedAt.steady);
		return age < this.#parts.leaseMs * trusted;
	}
}
