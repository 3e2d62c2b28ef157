import type { Clock } from '../../lib/time.js';

/** What happens after a silence of so many milliseconds. */
interface SilenceAct {
	readonly ms: number;
	readonly act: () => void;
}

/** Acts when nothing has been heard for a while: of an upload it is the standstill that tells, not how long it takes. */
export class SilenceWatch {
	readonly #clock: Clock;
	readonly #acts: readonly SilenceAct[];
	#cancels: (() => void)[] = [];

	constructor(parts: { readonly clock: Clock; readonly acts: readonly SilenceAct[] }) {
		this.#clock = parts.clock;
		this.#acts = parts.acts;
		this.heard();
	}

	/** The silence begins anew. */
	readonly heard = (): void => {
		this.end();
		this.#cancels = this.#acts.map(({ ms, act }) => this.#clock.after(ms, act));
	};

	end(): void {
		for (const cancel of this.#cancels) cancel();
	}
}
