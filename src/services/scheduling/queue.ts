interface Waiting {
	readonly id: string;
	readonly since: number;
}

/**
 * The queue for places in flight: `MAX_RUNNING_JOBS` of them, given round robin between members, so that one member's
 * tenth job does not stand before another's first. In memory; rebuilt from the records at start.
 */
export class Queue {
	readonly #capacity: number;
	readonly #wake: (id: string) => void;
	readonly #held = new Set<string>();
	/** Members in the order of their turns; each with own jobs, oldest first. */
	readonly #members = new Map<string, Waiting[]>();
	#places: Map<string, number> | undefined;
	#moved: () => void = () => undefined;

	/** `wake` is told of a job whose turn has come while it was waiting. */
	constructor(parts: { capacity: number; wake: (id: string) => void }) {
		this.#capacity = parts.capacity;
		this.#wake = parts.wake;
	}

	/** Places taken. */
	get running(): number {
		return this.#held.size;
	}

	/** Jobs waiting. */
	get waiting(): number {
		return [...this.#members.values()].reduce((sum, jobs) => sum + jobs.length, 0);
	}

	/** Waits in the queue, if it does not yet, and says whether its turn has come. */
	enter(job: { readonly id: string; readonly member: string; readonly since: number }): boolean {
		if (!this.#held.has(job.id)) this.#join(job);
		this.#grant(job.id);
		return this.#held.has(job.id);
	}

	/** A job found in flight at start holds its place, over the capacity if need be. */
	occupy(id: string): void {
		this.#held.add(id);
	}

	/** Gives up the place, in flight or in the queue. */
	leave(id: string): void {
		const held = this.#held.delete(id);
		for (const [member, jobs] of this.#members) {
			const index = jobs.findIndex((job) => job.id === id);
			if (index < 0) continue;
			jobs.splice(index, 1);
			if (jobs.length === 0) this.#members.delete(member);
			this.#move();
			break;
		}
		if (held) this.#grant();
	}

	/** How many turns until this job's: 1 is next. `undefined` when it does not wait. */
	place(id: string): number | undefined {
		return this.places.get(id);
	}

	/** The same of every job that waits, the next one first. */
	get places(): ReadonlyMap<string, number> {
		this.#places ??= this.#order();
		return this.#places;
	}

	/** `act` is called whenever a job's place may have changed. */
	onMove(act: () => void): void {
		this.#moved = act;
	}

	#join({ id, member, since }: { id: string; member: string; since: number }): void {
		const jobs = this.#members.get(member) ?? [];
		if (jobs.some((job) => job.id === id)) return;
		jobs.push({ id, since });
		jobs.sort((a, b) => a.since - b.since);
		this.#members.set(member, jobs);
		this.#move();
	}

	#grant(asking?: string): void {
		while (this.#held.size < this.#capacity) {
			const [turn] = this.#members;
			if (turn === undefined) return;
			const [member, jobs] = turn;
			const next = jobs.shift();
			// The member goes to the end of the round, or out of it with nothing left to wait for.
			this.#members.delete(member);
			if (jobs.length > 0) this.#members.set(member, jobs);
			this.#move();
			if (next === undefined) continue;
			this.#held.add(next.id);
			if (next.id !== asking) this.#wake(next.id);
		}
	}

	#move(): void {
		this.#places = undefined;
		this.#moved();
	}

	#order(): Map<string, number> {
		const places = new Map<string, number>();
		const rounds = [...this.#members.values()];
		for (let round = 0, left = this.waiting; left > 0; round += 1) {
			for (const jobs of rounds) {
				const job = jobs[round];
				if (job === undefined) continue;
				places.set(job.id, places.size + 1);
				left -= 1;
			}
		}
		return places;
	}
}
