import { seconds, type Clock } from '../../lib/time.js';

interface EditBudgetParts {
	readonly clock: Clock;
	/** Edits on their way at once. */
	readonly atOnce?: number;
	/** Edits begun in any one second. */
	readonly perSecond?: number;
}

/** Few enough that what stands in the queues of Discord's client can be waited for when the process ends. */
const fewAtOnce = 16;

/** Well below the 50 requests a second that Discord allows the whole bot: the rest is for answers and deliveries. */
const fewPerSecond = 20;

/**
 * How many edits of progress messages go out: an edit shows what will be outdated in a moment, so it never takes a place
 * from an answer or a video. The others wait here, where they can still be taken back.
 */
export class EditBudget {
	readonly #clock: Clock;
	readonly #atOnce: number;
	readonly #perSecond: number;
	/** Those that wait, first come first. */
	readonly #waiting = new Set<(done: () => void) => void>();
	/** When the edits of the last second began. */
	#begun: number[] = [];
	#running = 0;
	#planned = false;
	/** Rejects when nobody may wait for an edit any more. */
	readonly ended: Promise<never>;
	#end: (reason: Error) => void = () => undefined;

	constructor({ clock, atOnce = fewAtOnce, perSecond = fewPerSecond }: EditBudgetParts) {
		this.#clock = clock;
		this.#atOnce = atOnce;
		this.#perSecond = perSecond;
		this.ended = new Promise((_, reject) => {
			this.#end = reject;
		});
		// Mostly nobody waits for it.
		this.ended.catch(() => undefined);
	}

	/** Whoever waits for an edit waits in vain from now on. */
	end(): void {
		this.#end(new Error('the process is ending'));
	}

	/** Begins an edit in its turn, perhaps at once; `done` gives the turn back. Returns what takes the wish back until then. */
	ask(begin: (done: () => void) => void): () => void {
		this.#waiting.add(begin);
		this.#serve();
		return () => this.#waiting.delete(begin);
	}

	#serve(): void {
		for (const begin of this.#waiting) {
			if (this.#running >= this.#atOnce || this.#mustWait()) return;
			this.#waiting.delete(begin);
			this.#running += 1;
			this.#begun.push(this.#clock.elapsed());
			begin(() => {
				this.#running -= 1;
				this.#serve();
			});
		}
	}

	/** Whether a second's edits have begun already; then the next ones begin when it is over. */
	#mustWait(): boolean {
		const now = this.#clock.elapsed();
		this.#begun = this.#begun.filter((at) => now - at < seconds(1));
		const [first] = this.#begun;
		if (first === undefined || this.#begun.length < this.#perSecond) return false;
		if (!this.#planned) {
			this.#planned = true;
			this.#clock.after(first + seconds(1) - now, () => {
				this.#planned = false;
				this.#serve();
			});
		}
		return true;
	}
}
