import { gzipSync } from 'node:zlib';

import type { Answer, Exchange } from '../../http/exchange.js';
import type { Task } from './task.js';

const chunkBytes = 256 * 1_024;

interface ResultParts {
	readonly sample: Buffer;
	readonly now: number;
	/** What was asked; `at` in its query says that a redirect led here. */
	readonly exchange: Pick<Exchange, 'headers' | 'path' | 'query'>;
	/** A link to the result on the other host. */
	readonly elsewhere: string;
}

/** What a host of results answers: the result as its plan wants it handed out, or that it is not there yet. */
export function deliveryAnswer(task: Task, { sample, now, exchange, elsewhere }: ResultParts): Answer {
	const { delivery, resultLagMs, resultType } = task.plan;
	if (now < (task.finishedAt ?? now) + resultLagMs) return notYet(task);

	const clip = task.plan.result ?? sample;
	const typed = (body: Buffer | string): Answer => ({ status: 200, headers: { 'content-type': resultType }, body });
	const isLed = exchange.query.has('at');
	switch (delivery) {
		case 'plain':
			return resultAnswer(task, { sample, range: exchange.headers['range'] });
		case 'partial':
			return resultAnswer(task, { sample, range: 'bytes=0-' });
		case 'gzip':
			return typed(gzipSync(clip));
		case 'base64':
			return typed(clip.toString('base64'));
		case 'bom':
			return typed(Buffer.concat([Buffer.from('\uFEFF\n'), clip]));
		case 'json':
			return isLed ? resultAnswer(task, { sample, range: undefined }) : { status: 200, body: { url: led(elsewhere) } };
		case 'redirect':
		case 'redirect-away': {
			if (isLed) return resultAnswer(task, { sample, range: undefined });
			const here = `?${exchange.query.toString()}`;
			return { status: 302, headers: { location: led(delivery === 'redirect' ? here : elsewhere) } };
		}
	}
}

const led = (address: string): string => `${address}${address.includes('?') ? '&' : '?'}at=end`;

/** The answers of a store that replicates, and of a gateway that lags behind its own word. */
function notYet({ plan: { resultLagAs } }: Task): Answer {
	if (resultLagAs === 'empty') return { status: 200, headers: { 'content-type': 'video/mp4' }, body: '' };
	if (resultLagAs === 'other') return { status: 200, headers: { 'content-type': 'video/mp4' }, body: onePixel };
	if (resultLagAs === 'page') {
		return { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Processing</title>' };
	}
	const message = 'Task is not completed yet, current status: IN_PROGRESS';
	return { status: resultLagAs, body: { error: { message, type: 'invalid_request_error' } } };
}

/** A whole file that is no video. */
const onePixel = Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

/** The bytes of a task's result, whole or the range that was asked for, without ever holding a padded file in memory. */
function resultAnswer(
	task: Task,
	{ sample, range }: { readonly sample: Buffer; readonly range: string | undefined },
): Answer {
	const clip = task.plan.result ?? sample;
	const padding = paddingBox(clip, task.plan.resultBytes);
	const total = padding ? clip.length + padding.length : clip.length;
	const headers = {
		'content-type': task.plan.resultType,
		'accept-ranges': 'bytes',
		'cache-control': 'public, max-age=86400',
	};

	const wanted = parseRange(range, total);
	if (wanted === 'unsatisfiable') return { status: 416, headers: { 'content-range': `bytes */${total}` } };

	const [from, to] = wanted ?? [0, total];
	return {
		status: wanted ? 206 : 200,
		headers: {
			...headers,
			'content-length': String(to - from),
			...(wanted && { 'content-range': `bytes ${from}-${to - 1}/${total}` }),
		},
		body: padding ? padded({ clip, head: padding.head, from, to }) : clip.subarray(from, to),
	};
}

/** An MP4 `free` box that brings the clip to the wanted size: players skip it. */
function paddingBox(clip: Buffer, wanted: number | null): { length: number; head: Buffer } | undefined {
	const length = (wanted ?? 0) - clip.length;
	if (length < 8) return undefined;
	const head = Buffer.alloc(8);
	head.writeUInt32BE(length, 0);
	head.write('free', 4, 'latin1');
	return { length, head };
}

/** Streams a slice of clip, box head and zeros. */
function padded(parts: { clip: Buffer; head: Buffer; from: number; to: number }): AsyncIterable<Buffer> {
	const start = Buffer.concat([parts.clip, parts.head]);
	const zeros = Buffer.alloc(chunkBytes);
	let at = parts.from;
	const next = (): Promise<IteratorResult<Buffer>> => {
		if (at >= parts.to) return Promise.resolve({ done: true, value: undefined });
		const end = Math.min(at + chunkBytes, parts.to, at < start.length ? start.length : Infinity);
		const value = at < start.length ? start.subarray(at, end) : zeros.subarray(0, end - at);
		at = end;
		return Promise.resolve({ done: false, value });
	};
	return { [Symbol.asyncIterator]: () => ({ next }) };
}

/** Only a single range of bytes is understood; anything else is answered whole, as HTTP allows. */
function parseRange(range: string | undefined, total: number): [number, number] | 'unsatisfiable' | undefined {
	const match = /^bytes=(\d*)-(\d*)$/.exec(range ?? '');
	if (!match || (!match[1] && !match[2])) return undefined;
	const from = match[1] ? Number(match[1]) : Math.max(0, total - Number(match[2]));
	const to = match[1] && match[2] ? Math.min(total, Number(match[2]) + 1) : total;
	return from < to ? [from, to] : 'unsatisfiable';
}
