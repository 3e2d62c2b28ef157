import { createHash } from 'node:crypto';

import type { Answer, Exchange } from '../../http/exchange.js';
import type { Settings } from '../world/settings.js';

/** A stored file: an attachment of a message, or an ephemeral one of a command option. */
export interface StoredFile {
	readonly id: string;
	/** Folder in the address: the channel's id, or the application's for ephemeral attachments. */
	readonly folder: string;
	readonly ephemeral: boolean;
	readonly filename: string;
	readonly title?: string;
	readonly bytes: Buffer;
	readonly contentType?: string;
	readonly width?: number;
	readonly height?: number;
	description?: string;
	spoiler: boolean;
}

/** The file server: signed addresses that expire, byte ranges, and files that can be made to vanish. */
export class Cdn {
	/** Set once the server listens. */
	origin = 'http://127.0.0.1';
	readonly #files = new Map<string, StoredFile>();
	readonly #now: () => number;
	readonly #settings: Settings;

	constructor(parts: { now: () => number; settings: Settings }) {
		this.#now = parts.now;
		this.#settings = parts.settings;
	}

	keep(file: StoredFile): void {
		this.#files.set(pathOf(file), file);
	}

	forget(file: StoredFile): void {
		this.#files.delete(pathOf(file));
	}

	/** Option attachments are removed after an unspecified time: that time is now. */
	vanishEphemeral(): void {
		for (const [path, file] of this.#files) {
			if (file.ephemeral) this.#files.delete(path);
		}
	}

	/** The bytes behind an address that this CDN gave out, expired or not. */
	bytes(url: string): Buffer | undefined {
		return this.#files.get(decodeURI(new URL(url).pathname))?.bytes;
	}

	/** A fresh signed address. */
	urlOf(file: StoredFile): string {
		const issued = Math.floor(this.#now() / 1000);
		const expires = issued + Math.floor(this.#settings.signedUrlLifeMs / 1000);
		const query = new URLSearchParams({ ex: expires.toString(16), is: issued.toString(16) });
		query.set('hm', sign(pathOf(file), query));

		return `${this.origin}${encodeURI(pathOf(file))}?${query.toString()}&`;
	}

	handle(x: Exchange): Answer {
		if (x.method !== 'GET' && x.method !== 'HEAD') {
			return { status: 405, body: 'Method not allowed' };
		}
		const file = this.#files.get(x.path);
		if (!file || !this.#isSigned(x)) {
			return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'This content is no longer available.' };
		}

		return serve(file, x.headers['range']);
	}

	#isSigned(x: Exchange): boolean {
		const signature = sign(x.path, new URLSearchParams({ ex: x.query.get('ex') ?? '', is: x.query.get('is') ?? '' }));

		return x.query.get('hm') === signature && parseInt(x.query.get('ex') ?? '0', 16) * 1000 > this.#now();
	}
}

function pathOf(file: StoredFile): string {
	return `/${file.ephemeral ? 'ephemeral-attachments' : 'attachments'}/${file.folder}/${file.id}/${file.filename}`;
}

function sign(path: string, query: URLSearchParams): string {
	return createHash('sha256')
		.update(`${path}?ex=${query.get('ex') ?? ''}&is=${query.get('is') ?? ''}`)
		.digest('hex');
}

function serve(file: StoredFile, range: string | undefined): Answer {
	const total = file.bytes.length;
	const headers = {
		'content-type': file.contentType ?? 'application/octet-stream',
		'accept-ranges': 'bytes',
		'access-control-allow-origin': '*',
		'cache-control': 'public, max-age=31536000',
	};
	const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
	if (first === '' && last === '') {
		return { status: 200, headers, body: file.bytes };
	}
	const from = first === '' ? Math.max(0, total - Number(last)) : Number(first);
	const to = first === '' || last === '' ? total - 1 : Math.min(Number(last), total - 1);
	if (from > to) {
		return { status: 416, headers: { ...headers, 'content-range': `bytes */${total}` } };
	}

	return {
		status: 206,
		headers: { ...headers, 'content-range': `bytes ${from}-${to}/${total}` },
		body: file.bytes.subarray(from, to + 1),
	};
}
