import type { Answer, Exchange } from './exchange.js';

/** What goes wrong with one exchange. */
export type FaultAct =
	/** Answered like this; the handler does not run. */
	| { readonly kind: 'answer'; readonly answer: Answer }
	/** The socket is reset; the handler does not run. */
	| { readonly kind: 'reset-before' }
	/** The handler takes effect, and then the socket is reset: the client never learns of it. */
	| { readonly kind: 'reset-after' }
	/** No answer comes for as long as the client waits; with `effect`, the handler has taken effect all the same. */
	| { readonly kind: 'hang'; readonly effect?: boolean }
	/** The handler runs; its answer starts after `ms` milliseconds of real time. */
	| { readonly kind: 'slow'; readonly ms: number }
	/** The handler runs; the head of its answer comes at once, the body in small pieces over `ms` milliseconds. */
	| { readonly kind: 'drip'; readonly ms: number }
	/** The handler runs; its full length is promised, and the connection is cut after `bytes` bytes of the body. */
	| { readonly kind: 'truncate'; readonly bytes: number };

/** Something that goes wrong with the next exchanges that match. */
export interface Fault {
	readonly match: (x: Exchange) => boolean;
	/** How often it strikes; once by default, `Infinity` until removed. */
	readonly times?: number;
	readonly act: FaultAct;
}

/** The faults in waiting; the oldest that matches strikes first. */
export class Faults {
	#waiting: { readonly fault: Fault; left: number }[] = [];

	/** Adds a fault and returns the way to take it back. */
	add(fault: Fault): () => void {
		const entry = { fault, left: fault.times ?? 1 };
		this.#waiting.push(entry);
		return () => {
			this.#waiting = this.#waiting.filter((other) => other !== entry);
		};
	}

	clear(): void {
		this.#waiting = [];
	}

	/** The fault that strikes this exchange, used up by one. */
	take(x: Exchange): FaultAct | undefined {
		const entry = this.#waiting.find(({ fault, left }) => left > 0 && fault.match(x));
		if (!entry) return undefined;

		entry.left -= 1;
		if (entry.left <= 0) this.#waiting = this.#waiting.filter((other) => other !== entry);
		return entry.fault.act;
	}
}
