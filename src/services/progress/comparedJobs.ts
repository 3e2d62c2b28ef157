import { RecentMap } from '../../lib/collections/recentMap.js';
import type { Job } from '../../jobs/record/job.js';

/** Comparisons in the making whose cards show how their jobs stand. */
const mostKnown = 1_000;

/** How the jobs of each comparison stood when it was last looked at, for its card. Read anew with the next look. */
export class ComparedJobs {
	readonly #known = new RecentMap<string, readonly Job[]>(mostKnown);

	learn(comparisonId: string, jobs: readonly Job[]): void {
		this.#known.set(comparisonId, jobs);
	}

	of(comparisonId: string): readonly Job[] | undefined {
		return this.#known.get(comparisonId);
	}
}
