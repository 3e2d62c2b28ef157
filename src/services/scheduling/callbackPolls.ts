import { seconds, type Clock } from '../../lib/time.js';

interface CallbackPollsParts {
	/** Makes the job's next poll happen now. */
	readonly look: (jobId: string) => void;
	readonly clock: Clock;
	/** The least time between two polls that callbacks cause for one job, ms; 5 s unless told. */
	readonly everyMs?: number;
}

/** The longest that any family asks for between two polls (Runway's). */
const leastMs = seconds(5);

/**
 * What a callback does, and all it does: the job is polled now. However many come for one job, they cause one poll at
 * once and at most one more each time the family's own minimum has passed; the last one is never lost.
 */
export class CallbackPolls {
	readonly #parts: CallbackPollsParts;
	/** Jobs looked at a moment ago, and whether word came since. */
	readonly #resting = new Map<string, { again: boolean; cancel: () => void }>();

	constructor(parts: CallbackPollsParts) {
		this.#parts = parts;
	}

	/** A callback for this job has come. */
	heard(jobId: string): void {
		const resting = this.#resting.get(jobId);
		if (resting === undefined) this.#look(jobId);
		else resting.again = true;
	}

	/** Takes back the polls that were to follow. */
	stop(): void {
		for (const { cancel } of this.#resting.values()) cancel();
		this.#resting.clear();
	}

	#look(jobId: string): void {
		const { clock, everyMs = leastMs, look } = this.#parts;
		const cancel = clock.after(everyMs, () => {
			const again = this.#resting.get(jobId)?.again === true;
			this.#resting.delete(jobId);
			if (again) this.#look(jobId);
		});
		this.#resting.set(jobId, { again: false, cancel });
		look(jobId);
	}
}
