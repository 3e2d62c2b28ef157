import type { Scene } from '../studio.js';

/** Past its time, and still looked at. */
export const late: Scene = {
	title: 'Late',
	env: { JOB_TIMEOUT_MINUTES: '0.05' },
	shots: [
		{
			name: 'late',
			says: 'Longer than `JOB_TIMEOUT_MINUTES`: the member is told, and polling goes on.',
			states: ['late'],
			phone: true,
		},
	],
	async play(studio) {
		const job = await studio.video('A clock without hands', '바늘이 없는 시계', {
			plan: { outcome: 'stuck', progress: 'zero' },
		});
		const shown = studio.reply(job);
		await shown.getByText(studio.words.cards.states.late).waitFor();
		await studio.shoot('late', shown);
	},
};
