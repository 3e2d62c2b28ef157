import type { IncomingMessage } from 'node:http';

import type { Exchange, Form } from './exchange.js';
import { parseMultipart, parseUrlencoded } from './form.js';

/** Reads a request to its end and parses what it carries. Rejects when the client goes away half-way. */
export async function readExchange(request: IncomingMessage, now: () => number): Promise<Exchange> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const body = Buffer.concat(chunks);

	const url = new URL(`http://server${request.url ?? '/'}`);
	const headers = flatten(request.headers);
	const contentType = headers['content-type'] ?? '';
	const form = await readForm(contentType, body);
	const json = readJson(contentType, body, form);

	return {
		at: now(),
		method: request.method ?? 'GET',
		path: decode(url.pathname),
		query: url.searchParams,
		headers,
		body,
		...(form && { form }),
		...(json !== undefined && { json }),
	};
}

function flatten(headers: IncomingMessage['headers']): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
	);
}

function decode(pathname: string): string {
	try {
		// A slash inside a part stays encoded, so that it does not end the part.
		return decodeURIComponent(pathname.replaceAll(/%2f/gi, '%252F'));
	} catch {
		return pathname; // a stray percent sign: the raw path is still worth showing
	}
}

async function readForm(contentType: string, body: Buffer): Promise<Form | undefined> {
	if (/^multipart\/form-data/i.test(contentType)) return parseMultipart(contentType, body);
	if (/^application\/x-www-form-urlencoded/i.test(contentType)) return parseUrlencoded(body);
	return undefined;
}

function readJson(contentType: string, body: Buffer, form: Form | undefined): unknown {
	if (form) return parse(form.fields.find(([name]) => name === 'payload_json')?.[1]);
	if (/^application\/(?:[\w.-]+\+)?json/i.test(contentType)) return parse(body.toString('utf8'));
	return undefined;
}

function parse(text: string | undefined): unknown {
	if (!text) return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
