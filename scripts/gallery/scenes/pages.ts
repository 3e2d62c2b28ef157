import type { Scene } from '../studio.js';

const quick = { paceMs: 1_000 };

/** What a member can look up. */
export const pages: Scene = {
	title: 'Pages for members',
	shots: [
		{ name: 'videos', says: '`/videos`: running and finished, with links.', commands: ['videos'], phone: true },
		{ name: 'videos-filter', says: 'The same, filtered.' },
		{ name: 'models', says: '`/models`: what each is good for, can do and costs.', commands: ['models'], phone: true },
		{ name: 'models-search', says: '`/models search`.' },
		{ name: 'privacy', says: '`/video-privacy`: what is kept.', commands: ['video-privacy'], phone: true },
		{ name: 'privacy-sure', says: 'Asked once more before it is deleted.' },
		{ name: 'privacy-deleted', says: 'Deleted.' },
	],
	async play(studio) {
		const { page } = studio;
		await studio.told(await studio.video('A fox in the snow', '눈 속의 여우', { plan: quick }));
		const plan = { ...quick, outcome: 'moderated' } as const;
		await studio.told(await studio.video('Something not allowed', '허용되지 않는 장면', { plan }));
		await studio.video('A clock without hands', '바늘이 없는 시계', { plan: { outcome: 'stuck' } });
		await page.waitForTimeout(1_500);

		const videos = studio.reply(await studio.command('videos'));
		await studio.shoot('videos', videos);
		await videos.locator('select').selectOption('succeeded');
		await page.waitForTimeout(1_500);
		await studio.shoot('videos-filter', videos);

		await studio.shoot('models', studio.reply(await studio.command('models')));
		const searched = await studio.command('models', { options: { search: 'kling' } });
		await studio.shoot('models-search', studio.reply(searched));

		const privacy = studio.reply(await studio.command('video-privacy'));
		await studio.shoot('privacy', privacy);
		await studio.press(privacy, 'forget');
		const { sure } = studio.words.pages.privacy;
		await page.getByText(sure).waitFor();
		const asked = page.locator('.message', { hasText: sure }).last();
		await studio.shoot('privacy-sure', asked);
		await asked.locator('[data-custom-id*=":sure:"]').click();
		await page.waitForTimeout(2_000);
		await studio.shoot('privacy-deleted', page.locator('.message', { has: page.locator('.ephemeral') }).last());
	},
};
