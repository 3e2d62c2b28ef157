import type { Scene, Studio } from '../studio.js';
const quick = { paceMs: 1_000 };

/** What the admins of a server see. */
export const administration: Scene = {
	title: 'For the admins of a server',
	shots: [
		{ name: 'admin-settings', says: '`/video-admin settings`.', commands: ['video-admin'], phone: true },
		{ name: 'admin-changed', says: 'A change, with what was and what is.' },
		{ name: 'admin-limits-member', says: 'Limits of one member, instead of everybody’s.' },
		{ name: 'admin-blocklist', says: 'A word is blocked.' },
		{ name: 'admin-changes', says: '`/video-admin changes`: who changed what.' },
		{ name: 'admin-usage', says: '`/video-admin usage`: the last 30 days, as a chart.', phone: true },
		{ name: 'blocked-word', says: 'What a member reads whose prompt has a blocked word.' },
		{ name: 'admin-paused', says: 'New videos are paused: what members read.' },
	],
	async play(studio) {
		const { world } = studio.sandbox.discord;
		await makeSome(studio);
		await studio.be('admin');
		const admin = (command: string, options = {}) => studio.command(command, { user: world.admin.id, options });

		await admin('video-admin models default', { model: 'veo3.1-fast' });
		const set = { running: 2, videos: 10, usd: 5 };
		await studio.shoot('admin-changed', studio.reply(await admin('video-admin limits set', set)));
		await admin('video-admin limits budget', { usd: 25 });
		await admin('video-admin limits largest', { seconds: 10, resolution: '1080p', price: 3 });
		const { bob } = world;
		const own = await admin('video-admin limits set', { who: bob.id, videos: 3 });
		await studio.shoot('admin-limits-member', studio.reply(own));
		const word = { word: studio.say('spoilers', '스포일러') };
		await studio.shoot('admin-blocklist', studio.reply(await admin('video-admin blocklist add', word)));
		await studio.shoot('admin-settings', studio.reply(await admin('video-admin settings')));
		await studio.shoot('admin-changes', studio.reply(await admin('video-admin changes')));
		const usage = studio.reply(await admin('video-admin usage'));
		await usage.locator('.gallery img').last().waitFor({ timeout: 60_000 });
		await studio.page.waitForTimeout(1_000);
		await studio.shoot('admin-usage', usage);

		await studio.be('alice');
		const blocked = await studio.video('All the spoilers of the film', '영화 스포일러 모음');
		await studio.shoot('blocked-word', studio.reply(blocked));
		await admin('video-admin pause');
		await studio.shoot('admin-paused', studio.reply(await studio.video('A fox', '여우')));
	},
};

/** A few requests of several members and models, so that there is something to be shown. */
async function makeSome(studio: Studio): Promise<void> {
	const { alice, bob, admin } = studio.sandbox.discord.world;
	const orders = [
		{ user: alice.id, model: 'veo3.1-fast' },
		{ user: alice.id, model: 'veo3.1' },
		{ user: alice.id, model: 'sora-2' },
		{ user: bob.id, model: 'veo3.1-fast' },
		{ user: bob.id, model: 'doubao-seedance-2-0' },
		{ user: admin.id, model: 'veo3.1-fast' },
	];
	for (const { user, model } of orders) {
		const outcome = model === 'sora-2' ? 'failed' : 'succeeded';
		await studio.told(
			await studio.video('A fox in the snow', '눈 속의 여우', {
				user,
				options: { model },
				plan: { ...quick, outcome },
			}),
		);
	}
}
