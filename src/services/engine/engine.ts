/** What one step says about the next: at what time, or that there is none. */
export type NextStep = { readonly at: number } | 'done';

/** Advances one job once. It does not throw for anything that the world does; what it throws is a bug, repeated later. */
export type Step = (id: string) => Promise<NextStep>;

/** Decides when and where steps run; knows nothing of videos. One step a job at a time. */
export interface Engine {
	/** Begins running steps. */
	start(step: Step): void;
	/** Plans the job's next step, unless an earlier one is planned. */
	schedule(id: string, at: number): void;
	/** Steps as soon as possible; during a step, one more follows at once. */
	look(id: string): void;
	/** Runs no further step and waits for those in hand. */
	stop(): Promise<void>;
	/** Jobs that wait for a step or are in one. */
	readonly size: number;
}
