/** What is known of one request while it has its turn. */
interface Turn {
	/** Lets the next one go although this one has not ended. */
	readonly pass: () => void;
}

/**
 * One request after another in each lane, because their rate limits are counted in that order; but nobody waits behind one that
 * is stuck: it passes its turn on and is waited for beside the others.
 */
export class RequestLanes {
	readonly #last = new Map<string, Promise<void>>();

	async run<T>(lane: string, work: (turn: Turn) => Promise<T>): Promise<T> {
		const before = this.#last.get(lane);
		let pass: () => void = () => undefined;
		const over = new Promise<void>((resolve) => {
			pass = resolve;
		});
		this.#last.set(lane, over);
		try {
			await before;
			return await work({ pass });
		} finally {
			pass();
			if (this.#last.get(lane) === over) this.#last.delete(lane);
		}
	}
}

/** Requests that share a limit: of one method, on one channel, guild or webhook. */
export const laneOf = (method: string, route: string): string =>
	`${method} ${/^\/(?:channels|guilds)\/\d+|^\/webhooks\/\d+\/[^/]+/u.exec(route)?.[0] ?? route}`;
