import type { Logger } from 'pino';
import { minutes, seconds, type Clock } from '../../lib/time.js';

/** Discord bans an address for 10 000 refusals (401, 403, 429) in ten minutes. */
const windowMs = minutes(10);

/** So many in that time are ours to use: less than a tenth. */
const mostRefusals = 800;

/** What a request is for: words while somebody types, the first answer to an interaction, or anything else. */
export type RequestKind = 'choices' | 'answer' | 'other';

/** Refusals up to which each kind goes: what is missed least goes first, and nobody is left without an answer before the end. */
const most: Readonly<Record<RequestKind, number>> = { choices: 500, answer: 900, other: Infinity };

/** Beyond that, when Discord answers again: so many on their way at once, lest it refuses them all after all. */
const mostAtOnce = 4;

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
	/** Answers in a row that were no refusal. */
	#taken = 0;
	/** Requests on their way. */
	#open = 0;
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
			this.#taken += 1;
			return;
		}
		this.#taken = 0;
		const now = this.#clock.elapsed();
		this.#refusals = [...this.#refusals.filter((at) => now - at < windowMs), now];
		if (this.#refusals.length < mostRefusals || this.#holding) return;
		this.#holding = true;
		this.#log.error({ refusals: this.#refusals.length }, 'Discord refuses nearly everything; requests are held back');
	}

	/**
	 * A request goes out; the returned function is called when it has been answered, or lost. Undefined where it may not go.
	 * Those of the kind `other` have asked `heldMs` before.
	 */
	enter(kind: RequestKind): (() => void) | undefined {
		if (!this.#mayEnter(kind)) return undefined;
		this.#open += 1;
		return () => {
			this.#open -= 1;
		};
	}

	#mayEnter(kind: RequestKind): boolean {
		const now = this.#clock.elapsed();
		this.#refusals = this.#refusals.filter((at) => now - at < windowMs);
		// Any that is on its way may be refused.
		if (this.#refusals.length + this.#open < most[kind]) return true;
		if (this.#taken > 0) return this.#open < Math.min(this.#taken, mostAtOnce);
		if (kind === 'choices' || now - this.#probedAt < probeEveryMs) return false;
		this.#probedAt = now;
		return true;
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
