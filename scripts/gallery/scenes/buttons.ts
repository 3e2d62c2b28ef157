import type { Scene } from '../studio.js';

const quick = { paceMs: 1_000 };

/** What the buttons of a finished video do. */
export const buttons: Scene = {
	title: 'Buttons of a finished video',
	shots: [
		{ name: 'edit', says: '*Edit*: prompt and options, filled in.', phone: true },
		{ name: 'edited', says: 'What comes of it says where it comes from.' },
		{ name: 'continue', says: '*Continue*: what happens next, how it begins and what it costs.' },
		{ name: 'continued', says: 'What comes of it.' },
		{ name: 'other-model', says: '*Other model*.' },
		{
			name: 'adjusted',
			says: 'A model that cannot do all of it: what is adjusted is asked first.',
			states: ['draft'],
		},
		{ name: 'remix', says: '*Remix*, where the family has it.' },
		{ name: 'details', says: '*Details*: the timeline of the request.', phone: true },
		{ name: 'not-yours', says: 'Somebody else presses: the words, to make their own of them.' },
	],
	async play(studio) {
		const { page } = studio;
		const words = ['A fox runs through the snow', '눈밭을 달리는 여우'] as const;
		const options = { model: 'sora-2', duration: 4 };
		const job = await studio.video(...words, { options, plan: quick });
		const told = await studio.told(job);

		await studio.press(told, 'edit');
		await studio.shoot('edit', studio.modal);
		studio.sandbox.cometapi.next(quick);
		await studio.modal.locator('textarea').fill(studio.say('A fox sleeps in the snow', '눈밭에서 잠든 여우'));
		await studio.modal.locator('button[type=submit]').click();
		const edited = page.locator('.message', { hasText: studio.words.cards.lineage.edit, has: page.locator('video') });
		await edited.last().waitFor();
		await studio.shoot('edited', edited.last());

		studio.sandbox.cometapi.next({ paceMs: 6_000 });
		await studio.press(told, 'continue');
		const { lineage } = studio.words.cards;
		await studio.shoot('continue', studio.modal);
		await studio.modal.locator('textarea').fill(studio.say('It finds a warm den', '따뜻한 굴을 찾아요'));
		await studio.modal.locator('button[type=submit]').click();
		const continued = page.locator('.message', { hasText: lineage.continue, has: page.locator('video') });
		await continued.last().waitFor();
		await studio.shoot('continued', continued.last());

		await studio.press(told, 'model');
		const menu = studio.whisper(studio.words.controls.otherModel.text);
		await studio.shoot('other-model', menu);
		await menu.locator('select').selectOption('kling-v3');
		const asked = page.locator('.message', { has: page.locator('[data-custom-id^="v1:decline:"]') });
		await studio.shoot('adjusted', asked.last());
		await studio.press(told, 'remix');
		await studio.shoot('remix', studio.modal);
		await studio.closeModal();
		await studio.press(told, 'details');
		await studio.shoot('details', studio.whisper(studio.words.pages.details.ids));

		await studio.be('bob');
		await studio.press(told, 'again');
		await studio.shoot('not-yours', studio.modal);
		await studio.closeModal();
		await studio.be('alice');
		await studio.press(told, 'delete');
		await studio.modal.locator('input[type=checkbox]').check();
		await studio.modal.locator('button[type=submit]').click();
		await told.waitFor({ state: 'detached' });
	},
};
