import type { Logger } from 'pino';
import { minutes, seconds, type Clock } from '../../lib/time.js';

/** Discord bans an address for 10 000 refusals (401, 403, 429) in ten minutes. */
const windowMs = minutes(10);

/** So many in that time are ours to use: less than a tenth. */
const mostRefusals = 800;

/** When they are used up, one request in this time finds out whether it is over. */
const probeEveryMs = seconds(10);

/**
 * Counts what Discord refuses of every client of this process, and holds requests back before they could get the host's address
 * banned: whatever repeats them, and however many jobs there are.
 */
export class RefusalBudget {
	readonly #clock: Clock;
	readonly #log: Logger;
	/** Times of the refusals in the window, oldest first. */
	#refusals: number[] = [];
	#holding = false;
	#probedAt = Number.NEGATIVE_INFINITY;

	constructor(parts: { readonly clock: Clock; readonly log: Logger }) {
		this.#clock = parts.clock;
		this.#log = parts.log;
	}

	/** Takes note of an answer; a shared limit (`X-RateLimit-Scope`) is another's fault and counts against nobody. */
	heard(status: number, scope: string | null): void {
		const isRefusal = (status === 401 || status === 403 || status === 429) && scope !== 'shared';
		if (!isRefusal) {
			this.#holding = false;
			return;
		}
		const now = this.#clock.elapsed();
		this.#refusals = [...this.#refusals.filter((at) => now - at < windowMs), now];
		if (this.#refusals.length < mostRefusals || this.#holding) return;
		this.#holding = true;
		this.#log.error({ refusals: this.#refusals.length }, 'Discord refuses nearly everything; requests are held back');
	}

	/** How long a request must be held back, ms; 0: it may go. Whoever is let through tries for all. */
	heldMs(): number {
		const now = this.#clock.elapsed();
		if (!this.#holding) return 0;
		const sinceProbe = now - this.#probedAt;
		if (sinceProbe < probeEveryMs) return probeEveryMs - sinceProbe;
		this.#probedAt = now;
		return 0;
	}
}
