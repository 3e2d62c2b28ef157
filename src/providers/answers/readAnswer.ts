import { ApiError } from '../contract/apiError.js';
import { errorDetail } from '../../lib/errorDetail.js';
import { readJson } from '../../lib/readJson.js';
import type { Answer } from '../contract/provider.js';

interface AnswerHead {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
}

/**
 * Reads an answer to its end. The text is kept whatever it is; `body` is there when it was JSON.
 * @param asked the route, for the error's message: `POST /v1/videos`
 * @throws ApiError, with what could be read, when the body breaks off or has more than `maxBytes` bytes
 */
export async function readAnswer(
	asked: string,
	{ status, headers }: AnswerHead,
	{ body, maxBytes }: { readonly body: AsyncIterable<Uint8Array>; readonly maxBytes: number },
): Promise<Answer> {
	const chunks: Uint8Array[] = [];
	const text = (): string => Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8');
	let bytes = 0;
	try {
		for await (const chunk of body) {
			chunks.push(chunk);
			bytes += chunk.length;
			if (bytes > maxBytes) throw new Error(`an answer of more than ${maxBytes} bytes`);
		}
	} catch (cause) {
		const partial = text();
		const facts = { status, headers, text: partial, ...requestIdOf(headers, partial) };
		throw new ApiError(asked, { kind: 'unanswered', detail: errorDetail(cause), ...facts, cause });
	}
	const whole = text();
	return { status, headers, body: readJson(whole), text: whole, ...requestIdOf(headers, whole) };
}

/** The gateway names a request in a header, and in the words of its errors. */
function requestIdOf(headers: AnswerHead['headers'], text: string): { requestId?: string } {
	const id = headers['x-cometapi-request-id'] ?? /\(request id: ([\w-]{1,100})\)/iu.exec(text)?.[1];
	return id === undefined || id === '' ? {} : { requestId: id.slice(0, 100) };
}
