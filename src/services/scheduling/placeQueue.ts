import type { QueuedJob } from '../../jobs/record/queuedJob.js';

export interface Places {
	/** Turns until each job's in the queue of the whole bot: 1 is next. */
	readonly shared: ReadonlyMap<string, number>;
	/** The same among the jobs of one member that wait for one of their own to be done. */
	readonly own: ReadonlyMap<string, number>;
}

/** The queue for places in flight, wherever it is kept. What is shown of it may be a moment old; what is granted never is. */
export interface PlaceQueue {
	/** Waits in the queue, if it does not yet, and says whether its turn has come. */
	enter(job: QueuedJob): boolean | Promise<boolean>;
	/** Gives up the place, in flight or in the queue. */
	leave(id: string): void | Promise<void>;
	/** How many turns until this job's: 1 is next. `undefined` when it does not wait for a place of the bot's. */
	place(id: string): number | undefined;
	/** The same of a job that waits for another one of its member's. */
	ownPlace(id: string): number | undefined;
	/** The places of every job that waits, the next one first. */
	readonly places: Places;
	/** `act` is called whenever a job's place may have changed. */
	onMove(act: () => void): void;
	/** Places taken. */
	readonly running: number;
	/** Jobs waiting. */
	readonly waiting: number;
}
