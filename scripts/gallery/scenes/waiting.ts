import type { Scene } from '../studio.js';

/** One task at a time: the others stand in line, and may leave it for nothing. */
export const waiting: Scene = {
	title: 'Waiting in line',
	env: { MAX_RUNNING_JOBS: '1', MEMBER_RUNNING_JOBS: '2' },
	shots: [
		{ name: 'queued', says: 'Waiting, with the place in line.', states: ['queued'], phone: true },
		{ name: 'limit-running', says: 'As many in the making as one member may have.' },
		{ name: 'cancelled-unpaid', says: 'Cancelled before it was sent.', states: ['cancelled'] },
		{ name: 'cancelled-paid', says: 'Cancelled while it was made.', states: ['cancelled'], phone: true },
	],
	async play(studio) {
		const { bob } = studio.sandbox.discord.world;
		const { states } = studio.words.cards;
		const running = await studio.video('Bees in a field of lavender', '라벤더 밭의 꿀벌', {
			user: bob.id,
			plan: { outcome: 'stuck' },
		});
		await studio.page.waitForTimeout(1_000);
		await studio.video('Clouds over the sea', '바다 위의 구름', { user: bob.id });
		const first = await studio.video('A train crosses a bridge', '다리를 건너는 기차');
		const second = await studio.video('A cat wakes up', '잠에서 깨는 고양이');
		const shown = studio.reply(second);
		await shown.getByText(/[2-9]/u).first().waitFor();
		await studio.shoot('queued', shown);

		const third = await studio.video('One more', '하나 더');
		await studio.shoot('limit-running', studio.reply(third));

		await studio.press(studio.reply(first), 'cancel');
		await studio.shoot('cancelled-unpaid', await studio.told(first));

		await studio.be('bob');
		const paid = studio.reply(running);
		await paid.getByText(states.generating).waitFor();
		await studio.press(paid, 'cancel');
		await studio.shoot('cancelled-paid', await studio.told(running));
	},
};
