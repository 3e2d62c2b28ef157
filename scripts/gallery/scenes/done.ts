import { type Scene, sunset } from '../studio.js';
/** Larger than an upload may be here. */
const tooLarge = 12 * 1024 * 1024;

const quick = { paceMs: 1_000 };

/** The finished video, in every form in which it comes. */
export const done: Scene = {
	title: 'The finished video',
	shots: [
		{ name: 'done', says: 'From words; it plays in place.', states: ['succeeded'], phone: true },
		{ name: 'done-picture', says: 'From a picture.' },
		{ name: 'done-spoiler', says: 'With `spoiler`: hidden until somebody clicks it.', phone: true },
		{ name: 'done-private', says: 'With `private`: for the requester alone.' },
		{ name: 'done-smaller', says: 'Too large to upload: made smaller, and *Download* has the original.' },
		{ name: 'download', says: 'What *Download* hands out: a link, where the original is too large to upload.' },
	],
	async play(studio) {
		const { world } = studio.sandbox.discord;
		const words = ['A paper boat sails down a rainy street', '비 오는 거리를 떠가는 종이배'] as const;
		const text = await studio.told(await studio.video(...words, { plan: quick }));
		await studio.shoot('done', text);

		const pictured = await studio.video('The sun goes down', '해가 지는 항구', {
			plan: quick,
			attachments: { image: sunset },
			options: { duration: 8, aspect: '16:9' },
		});
		await studio.shoot('done-picture', await studio.told(pictured));
		const hidden = await studio.video('The end of the film', '영화의 결말', {
			plan: quick,
			options: { spoiler: true },
		});
		await studio.shoot('done-spoiler', await studio.told(hidden));
		const own = await studio.video('A birthday surprise', '깜짝 생일 파티', {
			plan: quick,
			options: { private: true },
		});
		await studio.shoot('done-private', await studio.told(own));

		world.guild.premiumTier = 0;
		const large = await studio.video('A city from above', '하늘에서 본 도시', {
			plan: { ...quick, resultBytes: tooLarge },
		});
		const smaller = await studio.told(large);
		await studio.shoot('done-smaller', smaller);
		await studio.press(smaller, 'download');
		await studio.page.waitForTimeout(4_000);
		await studio.shoot('download', studio.page.locator('.message').last());
	},
};
