/**
 * What one step says about the next: after how many milliseconds, or that there is none. A length and not a time of day:
 * the machine's clock may be set between the step and its alarm.
 */
export type NextStep = { readonly waitMs: number } | 'done';

/** Advances one job once. It does not throw for anything that the world does; what it throws is a bug, repeated later. */
export type Step = (id: string) => Promise<NextStep>;

/** Decides when and where steps run; knows nothing of videos. One step a job at a time. */
export interface Engine {
	/** Begins running steps. */
	start(step: Step): void;
	/** Plans the job's next step after `waitMs` milliseconds, unless an earlier one is planned. */
	schedule(id: string, waitMs: number): void;
	/** Steps as soon as possible; during a step, one more follows at once. */
	look(id: string): void;
	/** Runs no further step and waits for those in hand. */
	stop(): Promise<void>;
	/** Jobs that wait for a step or are in one. */
	readonly size: number;
}
