import { request } from 'undici';

import type { Refuse } from './fields.js';
import { checkPicture } from './picture.js';
import type { PictureRules } from './picture.js';

/** In which forms a JSON field may name a picture; each route takes its own. */
interface ReferenceForms {
	/** `data:image/…;base64,` with its prefix. */
	readonly dataUri: boolean;
	/** Base64 without a prefix. */
	readonly rawBase64: boolean;
}

/** Checks a picture named in JSON: by address, as a data URI or as plain Base64, whichever its route takes. */
export async function checkReference(
	value: string,
	{ forms, rules, refuse }: { readonly forms: ReferenceForms; readonly rules: PictureRules; readonly refuse: Refuse },
): Promise<void> {
	if (/^https?:\/\//.test(value)) {
		const bytes = await fetchLoopback(value, refuse);
		if (bytes) await checkPicture(bytes, rules, refuse);
		return;
	}

	const data = /^data:(image\/[\w.+-]+);base64,(.*)$/s.exec(value);
	if (value.startsWith('data:') && !forms.dataUri) throw refuse('image must be raw Base64 without a data: prefix');
	if (value.startsWith('data:') && !data) throw refuse('image is not a Base64 data URI');
	if (!data && !forms.rawBase64) throw refuse('image must be an https URL or a data URI');

	const bytes = decodeBase64(data?.[2] ?? value, refuse);
	const picture = await checkPicture(bytes, rules, refuse);
	if (data && data[1] !== `image/${picture.format}`) {
		throw refuse(`image is declared as ${data[1] ?? ''} but is ${picture.format}`);
	}
}

/** Node forgives anything in Base64; a gateway does not. */
export function decodeBase64(text: string, refuse: Refuse): Buffer {
	if (text.length === 0 || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) {
		throw refuse('invalid Base64');
	}
	return Buffer.from(text, 'base64');
}

/** A public address is believed, because a simulator calls nobody; one on loopback is fetched like the real thing would. */
async function fetchLoopback(address: string, refuse: Refuse): Promise<Buffer | undefined> {
	const url = new URL(address);
	if (url.hostname !== '127.0.0.1' && url.hostname !== 'localhost') {
		if (url.protocol !== 'https:') throw refuse('image must be an https URL');
		return undefined;
	}
	try {
		const { statusCode, body } = await request(url);
		const bytes = Buffer.from(await body.arrayBuffer());
		if (statusCode === 200) return bytes;
	} catch {
		// told below
	}
	throw refuse(`image could not be downloaded: ${url.pathname}`);
}

interface ClipForms {
	/** `data:video/…;base64,` is taken too, of at most so many bytes; absent: addresses alone. */
	readonly mostDataBytes?: number;
	readonly refuse: Refuse;
}

/** Checks a clip named in JSON: one on loopback is fetched as the real thing would, a public address is believed. */
export async function checkClip(value: string, { mostDataBytes, refuse }: ClipForms): Promise<void> {
	const data = /^data:video\/(?:mp4|quicktime|webm);base64,(.*)$/s.exec(value)?.[1];
	if (data !== undefined && mostDataBytes !== undefined) {
		const bytes = decodeBase64(data, refuse);
		if (bytes.length > mostDataBytes) throw refuse('video is too large');
		checkHead(bytes, refuse);
		return;
	}
	if (!/^https?:\/\//.test(value)) throw refuse('video must be a URL');
	const url = new URL(value);
	if (url.hostname !== '127.0.0.1' && url.hostname !== 'localhost') return;
	const answer = await request(url).catch(() => undefined);
	const bytes = answer && Buffer.from(await answer.body.arrayBuffer());
	if (bytes === undefined || answer?.statusCode !== 200) throw refuse('video could not be downloaded');
	checkHead(bytes, refuse);
}

/** An MP4 or QuickTime file begins with its kind, WebM with its magic number. */
function checkHead(bytes: Buffer, refuse: Refuse): void {
	const isBoxed = bytes.subarray(4, 8).toString('latin1') === 'ftyp';
	const isWebm = bytes.readUInt32BE(0) === 0x1a45dfa3;
	if (!isBoxed && !isWebm) throw refuse('video can not be decoded');
}
