import { CircuitBreaker } from '../../lib/circuitBreaker.js';
import { ConcurrencyLimiter } from '../../lib/concurrencyLimiter.js';
import { minutes, seconds } from '../../lib/time.js';
import type { Clock } from '../../lib/time.js';

/** Acts of one gate at once, when all is well. */
const most = 64;
const raiseMs = seconds(10);
const openAfterFailures = 6;
const breakerPause = { firstMs: seconds(2), longestMs: minutes(1) };

/** How the calls to one side stand. */
export interface GateView {
	/** Its breaker is open. */
	readonly paused: boolean;
	readonly running: { readonly create: number; readonly poll: number };
	readonly limit: { readonly create: number; readonly poll: number };
}

/** What the calls to one side share, so that its trouble stays its own: how many may run at once, and whether any may. */
export class FamilyGate {
	readonly creates: ConcurrencyLimiter;
	readonly polls: ConcurrencyLimiter;
	readonly breaker: CircuitBreaker;

	constructor({ clock, random }: { readonly clock: Clock; readonly random: () => number }) {
		this.creates = new ConcurrencyLimiter({ clock, most, raiseMs });
		this.polls = new ConcurrencyLimiter({ clock, most, raiseMs });
		this.breaker = new CircuitBreaker({ clock, random, failures: openAfterFailures, pause: breakerPause });
	}

	get view(): GateView {
		const { breaker, creates, polls } = this;
		return {
			paused: breaker.isOpen,
			running: { create: creates.running, poll: polls.running },
			limit: { create: creates.limit, poll: polls.limit },
		};
	}

	/** The other side was asked too often. */
	lower(): void {
		this.creates.lower();
		this.polls.lower();
	}

	/** Notes how a call went, and tells when that changes what the gate does. */
	note(failed: boolean): 'opened' | 'closed' | undefined {
		const wasOpen = this.breaker.isOpen;
		if (failed) this.breaker.failed();
		else this.breaker.succeeded();
		if (this.breaker.isOpen === wasOpen) return undefined;
		return wasOpen ? 'closed' : 'opened';
	}
}
