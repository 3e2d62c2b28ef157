import type { Scene } from '../studio.js';

/** Asked before it is paid. */
export const confirming: Scene = {
	title: 'Confirmation',
	env: { CONFIRM_ABOVE_USD: '0.5' },
	shots: [
		{
			name: 'draft',
			says: 'Above `CONFIRM_ABOVE_USD`: nothing is paid before the click.',
			states: ['draft'],
			phone: true,
		},
		{ name: 'declined', says: 'No, thanks.' },
	],
	async play(studio) {
		const options = { model: 'veo3.1', duration: 8 };
		const words = ['A storm over the lighthouse', '등대 위로 몰아치는 폭풍'] as const;
		const draft = studio.reply(await studio.video(...words, { options }));
		await studio.shoot('draft', draft);
		await studio.press(draft, 'decline');
		await draft.getByText(studio.words.refusals.done.declined).waitFor();
		await studio.shoot('declined', draft);
	},
};
