import type { PictureRole, RequestField } from '../../jobs/record/request.js';

/**
 * An option of `/video` that a model may take or not, as problems and notices name it: each field of a request that an
 * option fills, in Discord's spelling, and each picture. A field that is added to the request is an option by that.
 */
export type OptionName = SnakeCase<Exclude<RequestField, 'pictures' | 'private' | 'spoiler'>> | PictureRole;

/** `negativePrompt` → `negative_prompt` */
type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
	? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
	: Name;

type ProblemCode =
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
