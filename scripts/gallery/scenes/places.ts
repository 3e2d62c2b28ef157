import type { ChannelKind } from '../../../sandbox/discord/world/world.js';
import type { Scene, Studio } from '../studio.js';
const quick = { paceMs: 1_000 };

/** Where the bot goes besides a server that it is in. */
export const places: Scene = {
	title: 'Beyond a server',
	shots: [
		{ name: 'dm', says: 'In the direct messages with the bot.' },
		{
			name: 'group-progress',
			says: 'In a group without the bot, brought along by a member: what the 15 minutes mean is told in advance.',
			phone: true,
		},
		{ name: 'group-done', says: 'The video in that group.' },
		{ name: 'foreign-server', says: 'In a server without the bot.' },
	],
	async play(studio) {
		const words = ['A fox in the snow', '눈 속의 여우'] as const;
		const { world } = studio.sandbox.discord;
		await open(studio, 'dm');
		const inDm = await studio.video(...words, { channel: world.dmWith(world.alice).id, plan: quick });
		await studio.shoot('dm', await studio.told(inDm));

		const group = await open(studio, 'group');
		const slow = await studio.video(...words, { channel: group, plan: { paceMs: 8_000 } });
		await studio.reply(slow).getByText(studio.words.cards.states.generating).waitFor();
		await studio.shoot('group-progress', studio.reply(slow));
		await studio.shoot('group-done', await studio.told(slow));

		const lounge = await open(studio, 'text', 'lounge');
		const foreign = await studio.video(...words, { channel: lounge, plan: quick });
		await studio.shoot('foreign-server', await studio.told(foreign));
	},
};

/** Opens a conversation on the page; returns its id. */
async function open(studio: Studio, kind: ChannelKind, name = ''): Promise<string> {
	const channels = [...studio.sandbox.discord.world.channels.values()];
	const channel = channels.find((one) => one.kind === kind && one.name.includes(name));
	if (channel === undefined) throw new Error(`The sandbox has no ${kind} ${name}.`);
	await studio.page.locator(`button.channel.${kind}`, { hasText: name }).first().click();
	return channel.id;
}
