import { createReadStream, createWriteStream } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

import { resultUrls } from '../../../providers/answers/resultUrls.js';
import { unknownObject, type UnknownJson } from '../../../providers/answers/unknownJson.js';

/** What a body turned out to hold: a file, whatever it is, or JSON that says where else the file lies, best address first. */
type ResultBody =
	| { readonly type: 'file' }
	| { readonly type: 'addresses'; readonly urls: readonly string[] }
	| { readonly type: 'too-large' };

/** JSON about a video is a few lines; one that holds the video itself as a `data:` address is larger. */
const largestJson = 1_000_000;
/** Layers and objects of JSON that are looked through. */
const deepest = 5;
const mostLayers = 200;
/** Wrappers within wrappers: gzip around Base64 has been seen, more has not. */
const mostWrappers = 3;

/**
 * Takes off a body what should not be around a video, whatever the answer's type said: gzip, Base64 text (bare, or as a
 * `data:` address), a byte-order mark or line breaks before it. The file is replaced by what was inside.
 * @param maxBytes of what was inside
 */
export async function unwrapBody(path: string, maxBytes: number): Promise<ResultBody> {
	for (let wrapper = 0; wrapper < mostWrappers; wrapper += 1) {
		const head = await headOf(path);
		const inner = innerOf(head.bytes);
		if (inner === undefined) return head.isJson ? addressesIn(path, head.size) : { type: 'file' };
		if (!(await replace(path, inner, maxBytes))) return { type: 'too-large' };
	}
	return { type: 'file' };
}

interface Head {
	readonly bytes: Buffer;
	readonly size: number;
	readonly isJson: boolean;
}

async function headOf(path: string): Promise<Head> {
	const handle = await open(path, 'r');
	try {
		const { size } = await handle.stat();
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
		const bytes = buffer.subarray(0, bytesRead);
		return { bytes, size, isJson: /^\uFEFF?\s*[{["]/u.test(bytes.toString('utf8')) };
	} finally {
		await handle.close();
	}
}

interface Inner {
	/** Bytes before what is wanted. */
	readonly start: number;
	readonly through: readonly (() => Transform)[];
}

function innerOf(head: Buffer): Inner | undefined {
	if (head[0] === 0x1f && head[1] === 0x8b) return { start: 0, through: [createGunzip] };

	const lead = /^(?:\xef\xbb\xbf)?\s*/u.exec(head.toString('latin1'))?.[0].length ?? 0;
	if (lead > 0 && isFilm(head.subarray(lead))) return { start: lead, through: [] };

	const text = head.toString('latin1');
	const prefix = /^(?:\xef\xbb\xbf)?\s*"?(?:data:[\w/+.;=-]{0,100}base64,)?/u.exec(text)?.[0].length ?? 0;
	const sample = /^[\w+/-]{24,}/u.exec(text.slice(prefix))?.[0];
	if (sample !== undefined && isFilm(Buffer.from(sample, 'base64'))) return { start: prefix, through: [fromBase64] };
	return undefined;
}

/** The first bytes of an MP4 or QuickTime file, of Matroska or WebM. */
const isFilm = (head: Buffer): boolean =>
	head.toString('latin1', 4, 8) === 'ftyp' || head.readUIntBE(0, Math.min(4, head.length) || 1) === 0x1a_45_df_a3;

/** Decodes text piece by piece; four letters at a time are three bytes, and what is no letter is left out. */
function fromBase64(): Transform {
	let left = '';
	return new Transform({
		transform(chunk: Buffer, _, done) {
			const text = left + chunk.toString('latin1').replace(/[^\w+/-]/gu, '');
			const whole = text.length - (text.length % 4);
			left = text.slice(whole);
			done(null, Buffer.from(text.slice(0, whole), 'base64'));
		},
		flush(done) {
			done(null, Buffer.from(left, 'base64'));
		},
	});
}

/** False when more would come out than wanted; then the file is as it was. A stream that breaks off gives what it gave. */
async function replace(path: string, { start, through }: Inner, maxBytes: number): Promise<boolean> {
	const inner = `${path}.part`;
	let bytes = 0;
	const counted = new Transform({
		transform(chunk: Buffer, _, done) {
			bytes += chunk.length;
			if (bytes > maxBytes) done(new Error('too large'));
			else done(null, chunk);
		},
	});
	const steps = [...through.map((make) => make()), counted];
	try {
		await pipeline([createReadStream(path, { start }), ...steps, createWriteStream(inner, { mode: 0o600 })]);
	} catch (error) {
		// Half a wrapper holds half a video, and is judged as one; a broken one holds nothing.
		const isBroken = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
		if (!isBroken || bytes === 0) await rm(inner, { force: true });
		if (bytes > maxBytes) return false;
		if (!isBroken) throw error;
		if (bytes === 0) return true;
	}
	await rename(inner, path);
	return true;
}

async function addressesIn(path: string, size: number): Promise<ResultBody> {
	if (size > largestJson) return { type: 'file' };
	const text = (await readFile(path, 'utf8')).trim().replace(/^\uFEFF/u, '');
	try {
		const urls = resultUrls(layersOf(JSON.parse(text) as unknown));
		return urls.length > 0 ? { type: 'addresses', urls } : { type: 'file' };
	} catch {
		return { type: 'file' };
	}
}

/** The objects of a JSON value, outermost first. */
function layersOf(value: unknown): UnknownJson[] {
	const found: UnknownJson[] = [];
	let layer: unknown[] = [value];
	for (let depth = 0; depth < deepest && layer.length > 0 && found.length < mostLayers; depth += 1) {
		const objects = layer.map(unknownObject).filter((one) => one !== undefined);
		found.push(...objects);
		layer = layer.flatMap((one) => (Array.isArray(one) ? (one as unknown[]) : Object.values(unknownObject(one) ?? {})));
	}
	return found.slice(0, mostLayers);
}
