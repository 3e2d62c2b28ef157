import busboy from 'busboy';

import type { Form, FormFile } from './exchange.js';

/**
 * Parses a multipart body whole. Answers `undefined` when the body is not the multipart that its content type promises,
 * so that a simulator can refuse it in its own words.
 */
export function parseMultipart(contentType: string, body: Buffer): Promise<Form | undefined> {
	const fields: (readonly [string, string])[] = [];
	const files: FormFile[] = [];

	return new Promise((resolve) => {
		const parser = openParser(contentType);
		if (!parser) {
			resolve(undefined);
			return;
		}

		parser.on('field', (name, value) => fields.push([name, value]));
		parser.on('file', (name, stream, info) => {
			const chunks: Buffer[] = [];
			const place = files.length;
			files.push({ name, filename: info.filename ?? '', contentType: info.mimeType, bytes: Buffer.alloc(0) });
			stream.on('data', (chunk: Buffer) => chunks.push(chunk));
			stream.on('end', () => {
				files[place] = {
					name,
					filename: info.filename ?? '',
					contentType: info.mimeType,
					bytes: Buffer.concat(chunks),
				};
			});
			stream.on('error', () => resolve(undefined));
		});
		parser.on('error', () => resolve(undefined));
		parser.on('close', () => resolve({ fields, files }));
		parser.end(body);
	});
}

/** A urlencoded body as a form without files. */
export function parseUrlencoded(body: Buffer): Form {
	return { fields: [...new URLSearchParams(body.toString('utf8'))], files: [] };
}

/** busboy throws at once when the boundary is missing. */
function openParser(contentType: string): busboy.Busboy | undefined {
	try {
		return busboy({
			headers: { 'content-type': contentType },
			defParamCharset: 'utf8',
			limits: { fieldSize: Infinity },
		});
	} catch {
		return undefined;
	}
}
