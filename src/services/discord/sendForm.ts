import { Readable } from 'node:stream';
import { request } from 'undici';
import type { FileForm } from '../../discord/fileForm.js';

interface SendFormParts {
	readonly method: string;
	readonly headers: Headers;
	readonly signal: AbortSignal | null;
}

/**
 * Sends a form with files. discord.js would read it whole, and Node's fetch takes a file as fast as the disk gives it, whatever
 * the line does, so that a whole video would pile up in memory.
 */
export async function sendForm(form: FileForm, url: string, parts: SendFormParts): Promise<Response> {
	const { method, headers, signal } = parts;
	headers.set('content-type', form.contentType);
	headers.set('content-length', String(form.length));
	const body = Readable.from(form.pieces(), { objectMode: false });
	const answer = await request(url, { method: method as 'POST', headers: Object.fromEntries(headers), body, signal });
	const text = await answer.body.text();
	const fields = Object.entries(answer.headers).flatMap(([name, value]) =>
		[value ?? []].flat().map((each): [string, string] => [name, each]),
	);
	return new Response(text === '' ? null : text, { status: answer.statusCode, headers: fields });
}
