/** What is known of a call to the API that did not end in an answer. */
interface ApiErrorFacts {
	/** `unreachable`: no byte of the request was sent. `unanswered`: it may have arrived, and may have had its effect. */
	readonly kind: 'unreachable' | 'unanswered';
	/** What went wrong, technically: a system's error code, or words. */
	readonly detail: string;
	/** The status line, when the answer broke off or grew too large after it. */
	readonly status?: number;
	readonly headers?: Readonly<Record<string, string>>;
	/** What could be read of the answer's body; a task id may stand in it. */
	readonly text?: string;
	/** The gateway's id of the request, for support cases. */
	readonly requestId?: string;
	/** The answer was whole as far as anybody knows, and larger than is read: `text` is its head. */
	readonly tooLarge?: boolean;
	readonly cause?: unknown;
}

/** A call to the API without a whole answer. `unanswered` does not mean that the other side did nothing. */
export class ApiError extends Error {
	override name = 'ApiError' as const;
	readonly kind: ApiErrorFacts['kind'];
	readonly detail: string;
	readonly status: number | undefined;
	readonly requestId: string | undefined;
	readonly tooLarge: boolean;
	// Private, so that nobody who prints an error prints what the other side said.
	readonly #headers: Readonly<Record<string, string>>;
	readonly #text: string;

	/** @param route what was asked, without query: `POST /v1/videos` */
	constructor(route: string, facts: ApiErrorFacts) {
		super(`${route}: ${facts.kind}, ${facts.detail}`, { cause: facts.cause });
		this.kind = facts.kind;
		this.detail = facts.detail;
		this.status = facts.status;
		this.#headers = facts.headers ?? {};
		this.#text = facts.text ?? '';
		this.requestId = facts.requestId;
		this.tooLarge = facts.tooLarge === true;
	}

	get headers(): Readonly<Record<string, string>> {
		return this.#headers;
	}

	/** What could be read of the answer's body, or ''. */
	get text(): string {
		return this.#text;
	}
}
