import type { Scene } from '../studio.js';

/** What is refused before anything is paid. */
export const refused: Scene = {
	title: 'Refused before anything is paid',
	env: { MEMBER_DAILY_VIDEOS: '1', DAILY_USD: '1.5' },
	shots: [
		{ name: 'refused-value', says: 'A value that the model cannot do, with the nearest that it can.', phone: true },
		{ name: 'refused-model', says: 'A model that does not exist.' },
		{ name: 'limit-budget', says: 'More than is left of the bot’s budget, and when there is room again.' },
		{ name: 'limit-videos', says: 'A member’s videos of 24 hours are used up.' },
		{ name: 'too-fast', says: 'Commands in too quick succession.' },
	],
	async play(studio) {
		const { bob } = studio.sandbox.discord.world;
		const wrong = await studio.video('A whale', '고래', { options: { duration: 7, model: 'veo3.1-fast' } });
		await studio.shoot('refused-value', studio.reply(wrong));
		const unknown = await studio.video('A whale', '고래', { options: { model: 'dreamer-9' } });
		await studio.shoot('refused-model', studio.reply(unknown));

		await studio.told(await studio.video('A whale', '고래', { plan: { paceMs: 1_000 } }));
		await studio.shoot('limit-videos', studio.reply(await studio.video('Another whale', '고래 한 마리 더')));

		await studio.be('bob');
		const dear = await studio.video('A whale', '고래', { user: bob.id, options: { model: 'veo3.1', duration: 8 } });
		await studio.shoot('limit-budget', studio.reply(dear));

		await studio.be('admin');
		const { admin } = studio.sandbox.discord.world;
		const burst = Array.from({ length: 6 }, () =>
			studio.sandbox.discord.invoke({ user: admin, locale: studio.locale, command: 'models' }),
		);
		await Promise.all(burst.map((one) => one.responded(10_000)));
		const last = burst.at(-1);
		if (last) await studio.shoot('too-fast', studio.reply(last));
	},
};
