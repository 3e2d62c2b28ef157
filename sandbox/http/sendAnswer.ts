import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';

import type { Answer } from './exchange.js';

/** Sends an answer whole. A client that has gone away is no error. */
export async function sendAnswer(response: ServerResponse, answer: Answer): Promise<void> {
	const { body } = answer;
	if (isStream(body)) {
		response.writeHead(answer.status, answer.headers);
		await pipeline(Readable.from(body), response).catch(() => undefined);
		return;
	}

	const bytes = writeHead(response, answer);
	response.end(response.req.method === 'HEAD' ? undefined : bytes);
}

/** Promises the whole answer, sends its first bytes, and cuts the connection. */
export async function sendTruncated(response: ServerResponse, answer: Answer, bytes: number): Promise<void> {
	const whole = writeHead(response, await collected(answer));
	await new Promise<void>((resolve) => {
		response.once('close', resolve);
		if (bytes > 0) response.write(whole.subarray(0, bytes), () => resolve());
		else response.flushHeaders();
		if (bytes <= 0) setImmediate(resolve);
	});
	response.destroy();
}

/** Sends the head at once and the body in twenty pieces spread over `ms` milliseconds. */
export async function sendDripping(
	response: ServerResponse,
	answer: Answer,
	drip: { readonly ms: number; readonly signal: AbortSignal },
): Promise<void> {
	const pieces = 20;
	const whole = writeHead(response, await collected(answer));
	response.flushHeaders();
	for (let piece = 0; piece < pieces && !response.destroyed; piece++) {
		await wait(drip.ms / pieces, undefined, { signal: drip.signal });
		const from = Math.floor((whole.length * piece) / pieces);
		response.write(whole.subarray(from, Math.floor((whole.length * (piece + 1)) / pieces)));
	}
	response.end();
}

/** Writes status and headers with the exact length, and returns the body's bytes. */
function writeHead(response: ServerResponse, answer: Answer): Buffer {
	const { body } = answer;
	const isBytes = Buffer.isBuffer(body) || typeof body === 'string' || body === undefined;
	const bytes = Buffer.isBuffer(body) ? body : Buffer.from(isBytes ? (body ?? '') : JSON.stringify(body));
	const type = isBytes ? {} : { 'content-type': 'application/json' };
	// A 204 or 304 has no body, and Node refuses a length beside it.
	const length = answer.status === 204 || answer.status === 304 ? {} : { 'content-length': String(bytes.length) };
	response.writeHead(answer.status, { ...type, ...length, ...answer.headers });
	return bytes;
}

async function collected(answer: Answer): Promise<Answer> {
	if (!isStream(answer.body)) return answer;
	const chunks: Buffer[] = [];
	for await (const chunk of answer.body) chunks.push(chunk);
	return { ...answer, body: Buffer.concat(chunks) };
}

function isStream(body: unknown): body is AsyncIterable<Buffer> {
	return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}
