import type { Picture } from '../contract/provider.js';

/** A picture's bytes in Base64 without any prefix, as Kling wants them. */
export function rawBase64(picture: Picture): string {
	return Buffer.from(picture.bytes.buffer, picture.bytes.byteOffset, picture.bytes.byteLength).toString('base64');
}

/** A picture as a `data:` address. */
export function dataUri(picture: Picture): string {
	return `data:${picture.contentType};base64,${rawBase64(picture)}`;
}
