import type { PictureRule } from '../contract/model.js';

/** Pictures that travel as files of a form: the formats of the pages; no size is given there, so a modest one. */
export const filePictures: PictureRule = {
	formats: ['image/jpeg', 'image/png', 'image/webp'],
	maxBytes: 8_000_000,
	maxSide: 4096,
};

/** Pictures inside JSON: a third longer as Base64, and Runway takes 5 MB of that. */
export const embeddedPictures: PictureRule = { ...filePictures, maxBytes: 3_500_000 };
