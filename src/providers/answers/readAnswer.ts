import { ApiError } from '../contract/apiError.js';
import { errorDetail } from '../../lib/errorDetail.js';
import { readJson } from '../../lib/readJson.js';
import { eachText } from '../../lib/secretCleaner.js';
import { LongTextCutter } from './boundedJson.js';
import { longestRead } from './errorBody.js';
import type { Answer } from '../contract/provider.js';

interface AnswerHead {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
}

interface AnswerBody {
	readonly body: AsyncIterable<Uint8Array>;
	/** Most that is kept, in bytes; of long texts inside JSON only the beginning counts. */
	readonly maxBytes: number;
	/** Takes our own secrets out of whatever was said; nothing unless told. */
	readonly clean?: ((text: string) => string) | undefined;
}

/** Most that is read of an answer whose long texts are left out: a video of a few minutes, as Base64. */
const mostBytesRead = 400_000_000;

/**
 * Reads an answer to its end. The text is kept whatever it is, but for the greater part of very long texts inside JSON;
 * `body` is there when it was JSON.
 * @param asked the route, for the error's message: `POST /v1/videos`
 * @throws ApiError, with what could be read, when the body breaks off or keeps more than `maxBytes` bytes
 */
export async function readAnswer(
	asked: string,
	{ status, headers }: AnswerHead,
	{ body, maxBytes, clean = (text) => text }: AnswerBody,
): Promise<Answer> {
	const kept = new KeptBody();
	const cleaned = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, clean(value)]));
	let bytes = 0;
	try {
		for await (const chunk of body) {
			bytes += chunk.length;
			kept.take(chunk);
			if (kept.bytes > maxBytes || bytes > mostBytesRead) break;
		}
	} catch (cause) {
		const text = clean(kept.text);
		const facts = { status, headers: cleaned, text, ...requestIdOf(cleaned, text) };
		throw new ApiError(asked, { kind: 'unanswered', detail: clean(errorDetail(cause)), ...facts, cause });
	}
	const text = clean(kept.text);
	const facts = { status, headers: cleaned, text, ...requestIdOf(cleaned, text) };
	if (kept.bytes <= maxBytes && bytes <= mostBytesRead) {
		// What JSON writes as numbers (`\u0073`) is a secret only when it has been read.
		return { ...facts, body: eachText(readJson(text), clean) };
	}
	const detail = `an answer of more than ${Math.min(maxBytes, mostBytesRead)} bytes`;
	throw new ApiError(asked, { kind: 'unanswered', detail, tooLarge: true, ...facts, text: text.slice(0, maxBytes) });
}

const blanks: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);
const openers: ReadonlySet<number> = new Set([0x7b, 0x5b]);

/** A body as it comes: JSON without the greater part of its long texts, anything else as it is. */
class KeptBody {
	readonly #cutter = new LongTextCutter();
	readonly #chunks: Uint8Array[] = [];
	#isJson: boolean | undefined;
	#bytes = 0;

	get bytes(): number {
		return this.#bytes + this.#cutter.bytes;
	}

	get text(): string {
		return this.#isJson === true ? this.#cutter.text : Buffer.concat(this.#chunks).toString('utf8');
	}

	take(chunk: Uint8Array): void {
		if (this.#isJson === undefined) {
			const sign = chunk.find((byte) => !blanks.has(byte));
			if (sign !== undefined) this.#isJson = openers.has(sign);
		}
		if (this.#isJson === true) {
			this.#cutter.take(chunk);
		} else {
			this.#chunks.push(chunk);
			this.#bytes += chunk.length;
		}
	}
}

/** The gateway names a request in a header, and in the words of its errors. */
function requestIdOf(headers: AnswerHead['headers'], text: string): { requestId?: string } {
	const named = /\(request id: ([\w-]{1,100})\)/iu.exec(text.slice(0, longestRead))?.[1];
	// It is logged, so it may be an id and no words.
	const id = [headers['x-cometapi-request-id'], named].find((text) => /^[\w.:-]{1,100}$/u.test(text ?? ''));
	return id === undefined ? {} : { requestId: id };
}
