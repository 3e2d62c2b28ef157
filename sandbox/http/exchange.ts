/** One file of a form, as it came. */
export interface FormFile {
	readonly name: string;
	readonly filename: string;
	readonly contentType: string;
	readonly bytes: Buffer;
}

/** A parsed form, in the order in which it was sent; a urlencoded one has fields and no files. */
export interface Form {
	readonly fields: readonly (readonly [name: string, value: string])[];
	readonly files: readonly FormFile[];
}

/** What a server says. A plain object becomes JSON; bytes and strings go out as they are; an iterable is streamed. */
export interface Answer {
	status: number;
	headers?: Record<string, string>;
	body?: unknown;
}

/** One request as a simulator received it, and what it answered. */
export interface Exchange {
	/** When the whole request had arrived: the server's own clock, in milliseconds. */
	readonly at: number;
	readonly method: string;
	/** Decoded, without the query. */
	readonly path: string;
	readonly query: URLSearchParams;
	/** Names in lower case; repeated headers joined by commas. */
	readonly headers: Readonly<Record<string, string>>;
	/** Empty once a large body has been dropped (see `keepBodyBytes` of the recording server). */
	readonly body: Buffer;
	readonly form?: Form;
	/** The JSON body, or the `payload_json` field of a form; absent when there is none or it does not parse. */
	readonly json?: unknown;
	/** Set when the answer has been computed, before it is sent. */
	answer?: Answer;
}
