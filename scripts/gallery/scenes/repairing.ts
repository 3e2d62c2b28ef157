import { lostCreate } from '../../../sandbox/cometapi/faults.js';
import type { Scene } from '../studio.js';

const quick = { paceMs: 1_000 };

/** What an admin does where the bot must not guess. */
export const repairing: Scene = {
	title: 'Repairs by an admin',
	shots: [
		{ name: 'reconcile', says: '`/video-admin reconcile`: a task found in the dashboard is given to its request.' },
		{ name: 'reconciled', says: 'What the member gets of it.' },
		{ name: 'redeliver', says: '`/video-admin redeliver`: the outcome once more.' },
		{ name: 'redelivered', says: 'The video, delivered again.' },
	],
	async play(studio) {
		const { cometapi, discord } = studio.sandbox;
		const { admin } = discord.world;
		const repair = (command: string, options: Record<string, string>) =>
			studio.command(`video-admin ${command}`, { user: admin.id, options });

		cometapi.addFault(lostCreate());
		const lost = await studio.video('A fox in the snow', '눈 속의 여우', { plan: quick });
		await studio.told(lost);
		const task = cometapi.tasks.at(-1);
		if (task === undefined) throw new Error('The lost create made no task.');
		await studio.be('admin');
		const reconcile = await repair('reconcile', { job: lost.id, task: task.id });
		await studio.shoot('reconcile', studio.reply(reconcile));
		await studio.be('alice');
		await studio.shoot('reconciled', await studio.playing());

		const made = await studio.video('A fox in the snow', '눈 속의 여우', { plan: quick });
		await studio.told(made);
		const before = await studio.page.locator('.message video').count();
		await studio.be('admin');
		await studio.shoot('redeliver', studio.reply(await repair('redeliver', { job: made.id })));
		await studio.page.locator('.message video').nth(before).waitFor();
		await studio.shoot('redelivered', await studio.playing());
	},
};
