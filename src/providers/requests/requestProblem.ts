import type { PictureRole } from '../../jobs/record/request.js';

/** An option of `/video`, as problems and notices name it. */
export type OptionName =
	'prompt' | 'model' | 'duration' | 'aspect' | 'resolution' | 'negative_prompt' | 'seed' | PictureRole;

export type ProblemCode =
	/** Nothing but white space. */
	| 'empty'
	/** `allowed[0]` is the most characters it may have, `actual` how many it has. */
	| 'too-long'
	/** None of the `allowed` values; `nearest` is one of them. */
	| 'not-allowed'
	/** Allowed for itself, but not with the other size option; `allowed` are the values that go with that. */
	| 'combination'
	/** Outside the bounds `allowed[0]` to `allowed[1]`. */
	| 'out-of-range'
	/** The model makes nothing without this picture. */
	| 'required'
	/** The model takes no such picture. */
	| 'unsupported'
	/** Needs the picture named in `allowed[0]` beside it. */
	| 'needs'
	/** Does not go with the option named in `allowed[0]`. */
	| 'excludes'
	/** More pictures than `allowed[0]`. */
	| 'too-many'
	/** Works only where the operator has set a public address. */
	| 'needs-public-url'
	/** This model cannot start from a finished video in that way, or from nothing. */
	| 'action'
	/** The finished video can no longer be built on: its provider's handle is missing. */
	| 'source-gone';

/** Why a model would refuse a request, found before anything is paid. Facts; the words are made elsewhere. */
export interface RequestProblem {
	readonly option: OptionName;
	readonly code: ProblemCode;
	readonly allowed: readonly string[];
	readonly nearest?: string;
	readonly actual?: string;
}

/** What the operator's set-up can do for a model. */
export interface Deployment {
	/** Our files can be had from outside (`PUBLIC_URL`). */
	readonly publicUrl: boolean;
}
