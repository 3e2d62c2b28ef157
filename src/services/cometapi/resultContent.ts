import type { Task } from '../../jobs/record/task.js';
import { ApiError } from '../../providers/contract/apiError.js';
import type { Call, Provider } from '../../providers/contract/provider.js';
import { seconds } from '../../lib/time.js';
import { inlineVideo } from './inlineVideo.js';
import type { ApiClient, OpenAnswer } from './apiClient.js';

/** The body of an answer of the API's, whatever it says it is, or why there is none. */
export type Content =
	| {
			readonly type: 'open';
			/** What the API says it is: a hint, never proof. */
			readonly contentType: string;
			/** As promised by the answer; the body may break that. */
			readonly bytes?: number;
			/** Throws ApiError when it breaks off or falls silent. */
			readonly body: AsyncIterable<Uint8Array>;
			/** For whoever does not read the body to its end. */
			discard(): void;
	  }
	/** The route redirects away from the API: an address that someone else chose. */
	| { readonly type: 'elsewhere'; readonly url: string }
	/** `retryable`: trouble rather than a refusal, so that asking again later may help. */
	| { readonly type: 'none'; readonly retryable: boolean; readonly detail: string; readonly status?: number };

interface ResultContentParts {
	readonly api: Pick<ApiClient, 'open' | 'owns'>;
	readonly providers: readonly Provider[];
	/** Longest wait for the head of an answer, in milliseconds. */
	readonly timeoutMs: number;
	/** Hears that a family answered 429. */
	readonly onBusy: (family: string) => void;
}

type Asked = (Call & { readonly method: 'GET' }) | URL;

const idleMs = seconds(30);
const mostRedirects = 5;

/**
 * Results behind our own credentials: from the route of a family, or from an address that is the API's own. Redirects are
 * followed with the key as long as they stay at the API's origin; one that leaves it is handed back, for a door without a key.
 */
export class ResultContent {
	readonly #parts: ResultContentParts;

	constructor(parts: ResultContentParts) {
		this.#parts = parts;
	}

	/** The bytes of a task's result by its family's route, or out of the answer to a look where that has them itself. */
	async ofTask(task: Task, signal?: AbortSignal): Promise<Content> {
		const provider = this.#parts.providers.find(({ id }) => id === task.provider);
		const call = provider?.content?.(task);
		if (call?.method === 'GET') return this.#follow({ ...call, method: call.method }, task.provider, signal);

		const poll = provider?.poll(task);
		if (poll?.method !== 'GET') return noContent;
		const answer = await this.#follow({ ...poll, method: poll.method }, task.provider, signal);
		return answer.type === 'open' ? inAnswer(answer) : noContent;
	}

	/** What stands at an address of the API's own. */
	async at(address: string, signal?: AbortSignal): Promise<Content> {
		return this.#follow(new URL(address), undefined, signal);
	}

	async #follow(first: Asked, family: string | undefined, signal: AbortSignal | undefined): Promise<Content> {
		const { api, timeoutMs, onBusy } = this.#parts;
		let asked = first;
		for (let hop = 0; hop <= mostRedirects; hop += 1) {
			let answer: OpenAnswer;
			try {
				answer = await api.open(asked, { timeoutMs, idleMs, signal });
			} catch (error) {
				if (!(error instanceof ApiError)) throw error;
				return { type: 'none', retryable: true, detail: error.detail };
			}
			if (answer.status >= 200 && answer.status < 300) return opened(answer);

			answer.discard();
			if (answer.status === 429 && family !== undefined) onBusy(family);
			const next = redirectOf(answer);
			if (next === undefined) return refused(answer);
			if (!api.owns(next.href)) return { type: 'elsewhere', url: next.href };
			asked = next;
		}
		return { type: 'none', retryable: false, detail: `more than ${mostRedirects} redirects` };
	}
}

const noContent: Content = { type: 'none', retryable: false, detail: 'the route has no content' };

/** A video that stands in the answer itself, as a `data:` address. */
async function inAnswer(answer: Extract<Content, { type: 'open' }>): Promise<Content> {
	try {
		const body = await inlineVideo(answer.body);
		if (body === undefined) return noContent;
		// The length of the answer is not that of the video in it.
		return { type: 'open', contentType: answer.contentType, body, discard: () => answer.discard() };
	} catch (error) {
		if (!(error instanceof ApiError)) throw error;
		return { type: 'none', retryable: true, detail: error.detail };
	}
}

/** Where an answer points to; its `Location` may be relative to what was asked. */
function redirectOf({ status, headers, url }: OpenAnswer): URL | undefined {
	const { location = '' } = headers;
	const moved = status >= 300 && status < 400 && location !== '' && URL.canParse(location, url);
	return moved ? new URL(location, url) : undefined;
}

function opened({ headers, body, ...answer }: OpenAnswer): Content {
	const length = Number(headers['content-length'] ?? Number.NaN);
	const bytes = Number.isSafeInteger(length) ? { bytes: length } : {};
	return { type: 'open', contentType: headers['content-type'] ?? '', ...bytes, body, discard: () => answer.discard() };
}

function refused({ status, headers }: OpenAnswer): Content {
	const retryable = status === 408 || status === 429 || status >= 500;
	// It is logged, so only what a type can be is taken of it.
	const [type = ''] = /^[\w.+-]{1,40}\/[\w.+-]{1,60}/u.exec(headers['content-type'] ?? '') ?? [];
	return { type: 'none', retryable, status, detail: `HTTP ${status} ${type}` };
}
