import type { Scene } from '../studio.js';

/** Larger than an upload may be, where nothing can make it smaller. */
const large = { paceMs: 1_000, resultBytes: 12 * 1024 * 1024 };

/** A video that cannot be uploaded: never an upload that must fail. */
export const tooLarge: Scene = {
	title: 'Too large to upload, without ffmpeg',
	env: { FFMPEG_PATH: 'there-is-no-such-ffmpeg' },
	shots: [
		{ name: 'done-link', says: 'A link to the result, with how long it lasts.', phone: true },
		{ name: 'made', says: 'Made, and there is no link either: kept, and handed out where it fits.', states: ['made'] },
	],
	async play(studio) {
		const words = ['A city from above', '하늘에서 본 도시'] as const;
		await studio.shoot('done-link', await studio.told(await studio.video(...words, { plan: large })));
		const plan = { ...large, videoUrl: false };
		await studio.shoot('made', await studio.told(await studio.video(...words, { plan })));
	},
};
