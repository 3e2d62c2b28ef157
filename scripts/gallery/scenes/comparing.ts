import type { Scene } from '../studio.js';

/** Several models as one request. */
export const comparing: Scene = {
	title: 'Compare',
	env: { CONFIRM_ABOVE_USD: '0.1' },
	shots: [
		{ name: 'compare-menu', says: '*Compare*: two or three models.' },
		{ name: 'compare-offer', says: 'What each would make, and one price for all.', states: ['draft'] },
		{ name: 'comparing', says: 'How each of them stands, on one card.', states: ['comparing'] },
		{ name: 'compared', says: 'What came of them, in one message.', states: ['compared'], phone: true },
	],
	async play(studio) {
		const { controls, cards } = studio.words;
		const draft = studio.reply(await studio.video('A kite over the dunes', '모래 언덕 위의 연'));
		await studio.press(draft, 'compare');
		const menu = studio.page.locator('.message', { hasText: controls.compare.text }).last();
		await menu.locator('select').waitFor();
		await studio.shoot('compare-menu', menu);
		studio.sandbox.cometapi.next({ paceMs: 12_000 }).next({ paceMs: 3_000 });
		await menu.locator('select').focus();
		await menu.locator('select').selectOption(['veo3.1-fast', 'sora-2']);
		await menu.locator('select').blur();
		const offer = studio.page
			.locator('.message', { has: studio.page.locator('[data-custom-id^="v1:confirm:"]') })
			.last();
		await offer.waitFor();
		await studio.shoot('compare-offer', offer);
		await studio.press(offer, 'confirm');
		const card = studio.page.locator('.message', { hasText: cards.states.comparing }).last();
		await card.getByText(cards.comparing.making).first().waitFor();
		await studio.shoot('comparing', card);
		const told = studio.page.locator('.message', { hasText: cards.states.compared }).last();
		await told.locator('video').nth(1).waitFor();
		await studio.shoot('compared', told);
	},
};
