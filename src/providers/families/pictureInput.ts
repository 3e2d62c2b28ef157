import type { Picture } from '../contract/provider.js';
import type { PictureRule } from '../contract/model.js';

/** A picture's bytes in Base64 without any prefix, as Kling wants them. */
export function rawBase64(picture: Picture): string {
	return Buffer.from(picture.bytes.buffer, picture.bytes.byteOffset, picture.bytes.byteLength).toString('base64');
}

/** A picture as a `data:` address. */
export function dataUri(picture: Picture): string {
	return `data:${picture.contentType};base64,${rawBase64(picture)}`;
}

/** Pictures that travel as files of a form: the formats of the pages; no size is given there, so a modest one. */
export const filePictures: PictureRule = {
	formats: ['image/jpeg', 'image/png', 'image/webp'],
	maxBytes: 8_000_000,
	maxSide: 4096,
};

/** Pictures inside JSON: a third longer as Base64, and Runway takes 5 MB of that. */
export const embeddedPictures: PictureRule = { ...filePictures, maxBytes: 3_500_000 };
