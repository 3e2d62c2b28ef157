import { isInFlight, type Job } from '../../jobs/record/job.js';
import { queuedJob, type QueuedJob } from '../../jobs/record/queuedJob.js';
import type { PlaceQueue, Places } from './placeQueue.js';
import { orderOf, startable, type Holder } from './queueOrder.js';

interface QueueParts {
	/** `MAX_RUNNING_JOBS`. */
	readonly capacity: number;
	/** `MEMBER_RUNNING_JOBS`; without it one member may hold every place. */
	readonly memberPlaces?: number;
	/** Is told of a job whose turn has come while it was waiting. */
	readonly wake: (id: string) => void;
}

/**
 * The queue for places in flight: `MAX_RUNNING_JOBS` of them, given round robin between members, so that nobody's
 * first job waits behind another member's tenth. What a member may not start yet, because as many of theirs are in the making
 * as may be, waits in a queue of their own and holds nobody up. In memory; rebuilt from the records at start.
 */
export class Queue implements PlaceQueue {
	readonly #parts: QueueParts;
	readonly #held = new Map<string, Holder>();
	/** Ids of places by member. */
	readonly #holding = new Map<string, Set<string>>();
	/** Members in the order of their turns; each with own jobs, oldest first. */
	readonly #members = new Map<string, QueuedJob[]>();
	#places: Places | undefined;
	#moved: () => void = () => undefined;

	constructor(parts: QueueParts) {
		this.#parts = parts;
	}

	get running(): number {
		return this.#held.size;
	}

	get waiting(): number {
		return [...this.#members.values()].reduce((sum, jobs) => sum + jobs.length, 0);
	}

	/** For after every save: a job in flight holds its place, and one that has ended waits for none. */
	observe(job: Job): void {
		if (isInFlight(job)) this.occupy(queuedJob(job));
		else if (job.phase !== 'queued') this.leave(job.id);
	}

	enter(job: QueuedJob): boolean {
		if (!this.#held.has(job.id)) this.#join(job);
		this.#grant(job.id);
		return this.#held.has(job.id);
	}

	/** A job found in flight holds its place, over every capacity if need be. */
	occupy(job: Pick<QueuedJob, 'id' | 'member' | 'guild'>): void {
		if (this.#held.has(job.id)) return;
		this.#hold(job);
		this.#move();
	}

	leave(id: string): void {
		const held = this.#release(id);
		for (const [member, jobs] of this.#members) {
			const index = jobs.findIndex((job) => job.id === id);
			if (index < 0) continue;
			jobs.splice(index, 1);
			if (jobs.length === 0) this.#members.delete(member);
			this.#move();
			break;
		}
		if (!held) return;
		this.#move();
		this.#grant();
	}

	place(id: string): number | undefined {
		return this.places.shared.get(id);
	}

	ownPlace(id: string): number | undefined {
		return this.places.own.get(id);
	}

	get places(): Places {
		this.#places ??= this.#order();
		return this.#places;
	}

	onMove(act: () => void): void {
		this.#moved = act;
	}

	#join(job: QueuedJob): void {
		const jobs = this.#members.get(job.member) ?? [];
		if (jobs.some(({ id }) => id === job.id)) return;
		jobs.push(job);
		jobs.sort((a, b) => a.since - b.since);
		this.#members.set(job.member, jobs);
		this.#move();
	}

	#grant(asking?: string): void {
		while (this.#held.size < this.#parts.capacity) {
			const next = this.#next();
			if (next === undefined) return;
			const { member } = next;
			const jobs = (this.#members.get(member) ?? []).filter((job) => job !== next);
			// The member goes to the end of the round, or out of it with nothing left to wait for.
			this.#members.delete(member);
			if (jobs.length > 0) this.#members.set(member, jobs);
			this.#hold(next);
			this.#move();
			if (next.id !== asking) this.#parts.wake(next.id);
		}
	}

	/** The job whose turn it is, members with as many in the making as they may have being passed over. */
	#next(): QueuedJob | undefined {
		for (const [member, jobs] of this.#members) {
			const [first] = this.#startable(member, jobs);
			if (first !== undefined) return first;
		}
		return undefined;
	}

	#startable(member: string, jobs: readonly QueuedJob[]): QueuedJob[] {
		return startable(jobs, this.#takenBy(member), this.#parts.memberPlaces);
	}

	#takenBy(member: string): Holder[] {
		return [...(this.#holding.get(member) ?? [])].flatMap((id) => this.#held.get(id) ?? []);
	}

	#hold({ id, member, guild }: Pick<QueuedJob, 'id' | 'member' | 'guild'>): void {
		this.#held.set(id, { member, guild });
		const ids = this.#holding.get(member) ?? new Set();
		this.#holding.set(member, ids.add(id));
	}

	#release(id: string): boolean {
		const holder = this.#held.get(id);
		if (holder === undefined) return false;
		this.#held.delete(id);
		const ids = this.#holding.get(holder.member);
		ids?.delete(id);
		if (ids?.size === 0) this.#holding.delete(holder.member);
		return true;
	}

	#move(): void {
		this.#places = undefined;
		this.#moved();
	}

	#order(): Places {
		return orderOf([...this.#members.values()], (member) => this.#takenBy(member), this.#parts.memberPlaces);
	}
}
