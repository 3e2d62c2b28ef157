import type { Samples } from './samples.js';
import type { Route } from '../../http/router.js';
import type { ResultCdn } from './resultCdn.js';
import type { TaskBook } from './taskBook.js';

/** What the routes of a family are given. */
export interface FamilyKit {
	readonly now: () => number;
	readonly book: TaskBook;
	readonly cdn: ResultCdn;
	/** The clip that tasks result in unless their plan says otherwise. */
	readonly samples: Samples;
}

/** One file of `families/`: the routes of one API family. */
export type Family = (kit: FamilyKit) => readonly Route[];
