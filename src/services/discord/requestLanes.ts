/** What is known of one request while it has its turn. */
interface Turn {
	/** Lets the next one go although this one has not ended. */
	readonly pass: () => void;
	/** Another request of this lane is stuck: it has passed its turn on and has not ended. */
	readonly hurried: boolean;
}

/**
 * One request after another in each lane, because their rate limits are counted in that order; but nobody waits behind one that
 * is stuck: it passes its turn on and is waited for beside the others.
 */
export class RequestLanes {
	readonly #last = new Map<string, Promise<void>>();
	/** How many of each lane are stuck. */
	readonly #stuck = new Map<string, number>();

	async run<T>(lane: string, work: (turn: Turn) => Promise<T>): Promise<T> {
		const before = this.#last.get(lane);
		let pass: () => void = () => undefined;
		const over = new Promise<void>((resolve) => {
			pass = resolve;
		});
		this.#last.set(lane, over);
		try {
			await before;
			return await this.#work(lane, pass, work);
		} finally {
			pass();
			if (this.#last.get(lane) === over) this.#last.delete(lane);
		}
	}

	async #work<T>(lane: string, next: () => void, work: (turn: Turn) => Promise<T>): Promise<T> {
		const turn = { isStuck: false };
		const pass = (): void => {
			if (!turn.isStuck) this.#count(lane, 1);
			turn.isStuck = true;
			next();
		};
		try {
			return await work({ pass, hurried: this.#stuck.has(lane) });
		} finally {
			if (turn.isStuck) this.#count(lane, -1);
		}
	}

	#count(lane: string, by: number): void {
		const stuck = (this.#stuck.get(lane) ?? 0) + by;
		if (stuck === 0) this.#stuck.delete(lane);
		else this.#stuck.set(lane, stuck);
	}
}

/** Requests that share a limit: of one method, on one channel, guild or webhook. */
export const laneOf = (method: string, route: string): string =>
	`${method} ${/^\/(?:channels|guilds)\/\d+|^\/webhooks\/\d+\/[^/]+/u.exec(route)?.[0] ?? route}`;
