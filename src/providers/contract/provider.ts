import type { Failure } from '../../jobs/record/failure.js';
import type { PictureRole, VideoRequest } from '../../jobs/record/request.js';
import type { ResultSource, Task } from '../../jobs/record/task.js';
import type { Model, PictureRule } from './model.js';

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** One request to CometAPI, described as data; `apiClient` makes it. */
export interface Call {
	readonly method: 'GET' | 'POST';
	/** Path below the API's origin: `/v1/videos`. */
	readonly path: string;
	readonly query?: Readonly<Record<string, string>>;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: CallBody;
}

export type CallBody =
	| { readonly kind: 'json'; readonly value: Json }
	| {
			readonly kind: 'multipart';
			/** Text parts, in order. */
			readonly fields: readonly (readonly [name: string, value: string])[];
			/** File parts, in order, after the text parts. */
			readonly files: readonly (readonly [name: string, picture: Picture])[];
	  };

/** A prepared picture with its bytes, as a family needs it to describe a create. */
export interface Picture {
	readonly role: PictureRole;
	readonly bytes: Uint8Array;
	readonly contentType: 'image/jpeg' | 'image/png' | 'image/webp';
	readonly width: number;
	readonly height: number;
	/** Public address of our copy, when `PUBLIC_URL` is set. */
	readonly url?: string;
}

/** A member's clip made ready, as a family needs it. */
export interface Clip {
	readonly bytes: Uint8Array;
	readonly contentType: string;
	/** Where the provider can fetch it: our copy, or Discord's while its address lives. */
	readonly url?: string;
}

/** Everything a family needs to describe the create of one job. */
export interface Order {
	readonly jobId: string;
	readonly request: VideoRequest;
	readonly model: Model;
	/** In the order of `pictureOrder`. */
	readonly pictures: readonly Picture[];
	/** The member's own, if they gave one. */
	readonly clip?: Clip;
	/** The unguessable address of this job for callbacks, when `PUBLIC_URL` is set. */
	readonly callbackUrl?: string;
}

/** What came back, read as far as it could be: JSON if it was JSON, else `undefined`, and always the text. */
export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: unknown;
	readonly text: string;
	/** The gateway's id of this request, for support cases. */
	readonly requestId?: string;
}

/**
 * An ending that an answer suggests without saying it in a known word: a success without a video, an address or an error
 * beside a word that nobody knows. It is believed when it was said again over some time.
 */
export interface Doubt {
	readonly ending: Extract<TaskStatus, { state: 'succeeded' | 'failed' }>;
	/** How long it must have been said, ms. */
	readonly patienceMs: number;
}

/** What a poll tells. An unknown word means still running. */
export type TaskStatus =
	| { readonly state: 'pending' | 'running'; readonly percent: number | null; readonly doubt?: Doubt }
	| { readonly state: 'succeeded'; readonly result: ResultSource }
	/** `failure` is absent when the provider gave no reason. */
	| { readonly state: 'failed'; readonly failure?: Failure }
	/** The provider does not know the task (yet, or any more). */
	| { readonly state: 'missing' };

/** One API family: it describes calls and reads answers, and makes none. */
export interface Provider {
	/** Its `FamilyId`. */
	readonly id: string;
	/** As shown to members: `Google Veo`. */
	readonly name: string;
	/** Off unless named in `LEGACY_PROVIDERS`; then its id is among `legacyFamilyIds`. */
	readonly legacy?: boolean;
	readonly models: readonly Model[];
	/** The least time between two polls that this provider asks for, ms. */
	readonly minPollMs?: number;
	/** A model nobody has met, from its catalogue entry, if its route is one of this family. */
	adopt?(entry: CatalogueEntry): Model | undefined;
	/** Whether a catalogue entry that is no model of its own tells this family's price (Kling's generic entry). */
	speaksFor?(entry: CatalogueEntry): boolean;
	/** How pictures of this request must be: exact pixels where the model wants them (`exact`), else its rule. */
	pictureRule(
		model: Model,
		request: VideoRequest,
	): PictureRule & { readonly exact?: { width: number; height: number } };
	create(order: Order): Call;
	/** The task in a create's answer, however oddly wrapped or cut off; `undefined`: none can be read. */
	readTask(answer: Pick<Answer, 'body' | 'text'>, order: Pick<Order, 'model' | 'request'>): Task | undefined;
	poll(task: Task): Call;
	readStatus(answer: Answer, task: Task): TaskStatus;
	/** Families whose result needs one more question (MiniMax: the file's address). */
	resultCall?(task: Task, result: ResultSource): Call;
	readResult?(answer: Answer): ResultSource | undefined;
	/** The call that gives the result's bytes with our credentials, where the route has one; also asked why a task failed. */
	content?(task: Task): Call;
}

/** One entry of `GET /api/models`, read leniently. */
export interface CatalogueEntry {
	readonly id: string;
	readonly name: string;
	readonly provider: string;
	readonly modelType: string;
	readonly features: readonly string[];
	/** Parsed from the JSON inside a string; empty when that cannot be read. */
	readonly endpoints: readonly { readonly route: string; readonly path: string; readonly method: string }[];
	readonly upcoming: boolean;
	readonly perSecondUsd?: number;
	readonly perRequestUsd?: number;
}
