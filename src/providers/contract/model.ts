import type { Estimate } from '../../jobs/record/job.js';
import { PictureRole } from '../../jobs/record/request.js';

/** Lengths a model can make, in whole seconds: a list, or every whole number of a range. */
export type Durations = { readonly list: readonly number[] } | { readonly from: number; readonly to: number };

/** How pictures must be before a model takes them. Sizes in pixels; `fit` is done by the pictures service. */
export interface PictureRule {
	/** Formats the model takes; others are converted to the first. */
	readonly formats: readonly ('image/jpeg' | 'image/png' | 'image/webp')[];
	/** Largest file in bytes, before any Base64; re-encoding brings a picture under it. */
	readonly maxBytes: number;
	readonly minSide?: number;
	readonly maxSide?: number;
	/** Width divided by height; a picture outside is padded to the nearest bound. */
	readonly minRatio?: number;
	readonly maxRatio?: number;
}

/** How a member's clip must be before a model takes it; nothing is done to it but a cut that its member agreed to. */
export interface ClipRule {
	readonly formats: readonly ('mp4' | 'mov' | 'webm')[];
	readonly maxBytes: number;
	readonly minSeconds?: number;
	readonly maxSeconds: number;
	/** Sides in pixels. */
	readonly minSide?: number;
	readonly maxSide?: number;
	/** Largest that may travel inside the JSON as a `data:` address; absent: it is fetched by an address only. */
	readonly maxEmbeddedBytes?: number;
	/** Where a length or a shape is asked for, it makes a new clip after the member's instead of editing that. */
	readonly alsoReference?: boolean;
}

/** One picture size a model makes: how a member names it, and what that is in pixels. */
export interface Size {
	/** `16:9` */
	readonly aspect: string;
	/** A tier: `720p`. */
	readonly resolution: string;
	readonly width: number;
	readonly height: number;
}

/** What one model can do. Names that a member sees are the option names of `/video`. */
export interface Model {
	/** As sent to the API. */
	readonly id: string;
	/** As shown: `Veo 3.1 Fast`. */
	readonly name: string;
	/** `Provider.id` of its family. */
	readonly provider: string;
	/** Makes a video from words alone. */
	readonly text: boolean;
	/** Which pictures it takes; `required`: no video without one. Absent roles are refused. */
	readonly image: 'no' | 'optional' | 'required';
	readonly lastFrame: boolean;
	/** How many `reference_n` pictures it takes (they exclude neither `image` nor one another unless the family says so). */
	readonly references: number;
	/** All pictures together, where that is less than the roles allow. */
	readonly maxPictures?: number;
	/** The picture's own shape becomes the video's: `aspect` means nothing beside an `image`. */
	readonly aspectFromImage?: boolean;
	/** Its route answers text alone only with a callback address, so text alone needs `PUBLIC_URL`. */
	readonly textByCallback?: boolean;
	/** Pictures travel as public addresses only, so they need `PUBLIC_URL`. */
	readonly picturesByUrl?: boolean;
	readonly durations?: Durations;
	readonly defaultDuration?: number;
	/** Labels like `16:9`; absent: the model decides. */
	readonly aspects?: readonly string[];
	readonly defaultAspect?: string;
	/** Tiers (`720p`) or pixels (`1280x720`); absent: the model decides. */
	readonly resolutions?: readonly string[];
	readonly defaultResolution?: string;
	/** Where aspect and resolution do not combine freely, or travel as pixels: every size there is. */
	readonly sizes?: readonly Size[];
	/** Longest prompt in characters. */
	readonly maxPrompt: number;
	/** Longest negative prompt in characters; absent: it takes none. */
	readonly maxNegativePrompt?: number;
	/** Largest seed; absent: it takes none. */
	readonly maxSeed?: number;
	readonly pictures?: PictureRule;
	/** It takes a member's own clip; absent: none. A model that makes nothing without one has neither `text` nor `image`. */
	readonly clip?: ClipRule;
	/** Families that can build on a finished result of theirs. */
	readonly actions?: readonly ('remix' | 'extend' | 'edit' | 'upscale')[];
	/** Offered only where the catalogue lists it. */
	readonly onlyListed?: boolean;
	/** After this day (ISO date) its provider promises nothing; offered only while the catalogue lists it. */
	readonly sunset?: string;
	/**
	 * Stands in where the catalogue names no price: at or above the highest list price its provider was seen to ask for
	 * any setting, in USD, so that an estimate errs upward. Never shown as the model's price.
	 */
	readonly price?: Price;
	/** Met in the catalogue only: offered with the general limits of its route. */
	readonly adopted?: boolean;
}

export interface Price {
	readonly perSecondUsd?: number;
	readonly perRequestUsd?: number;
}

/** A model as offered now: with the price the catalogue knows, and whether that is an estimate by family. */
export interface OfferedModel {
	readonly model: Model;
	readonly providerName: string;
	readonly price: Price;
	readonly priceBasis: Estimate['basis'];
	/** Past its sunset, though still listed. */
	readonly sunsetting: boolean;
}

/** Roles of pictures in the order they are sent. */
export const pictureOrder: readonly PictureRole[] = PictureRole.options;
