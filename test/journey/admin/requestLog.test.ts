import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asAdmin } from '../../harness/asking.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { AppHarness, textOf } from '../../harness/appHarness.js';

let stage: AppHarness;
beforeAll(async () => {
	stage = await AppHarness.set({ comet: { plan: { pollsToDone: 1 } }, env: { DAILY_USD: '' } });
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

describe('the log for moderators', () => {
	it('tells of every request who asked for what, of private ones without words, and notifies nobody', async () => {
		const { world } = stage.discord;
		const channel = world.addChannel(world.guild, 'moderators');
		const lines = (): string[] => stage.discord.messages(channel).map(textOf);
		await stage.told(stage.video({ user: stage.member() }));
		expect(lines()).toEqual([]);

		expect((await asAdmin(stage, 'channels log', { channel: channel.id })).read).toContain(
			`**Log for moderators**: none → <#${channel.id}>`,
		);
		expect((await asAdmin(stage, 'channels log')).read).toContain(`<#${channel.id}> (set here)`);
		const notified = stage.discord.notifications.length;
		const open = stage.video({ user: stage.member(), options: { prompt: 'a wish **with** @everyone' } });
		await soon(lines).toHaveLength(1);
		const [line] = lines();
		expect(line).toMatch(
			new RegExp(`^<@${open.userId}> asked for a video · Veo 3\\.1 Fast · .* · \\[go to it\\]\\(https://`, 'u'),
		);
		expect(line).toContain('> a wish \\*\\*with\\*\\* @\u200Beveryone');

		const secret = stage.video({ user: stage.member(), options: { prompt: 'a secret wish', private: true } });
		await soon(lines).toHaveLength(2);
		const told = lines().find((each) => each.includes(secret.userId));
		expect(told).toMatch(/asked for a private video · Veo 3\.1 Fast/u);
		expect(told).not.toContain('secret');
		expect(told).not.toContain('https://');
		for (const interaction of [open, secret]) await stage.told(interaction);
		const inLog = stage.discord.notifications.slice(notified).filter(({ channelId }) => channelId === channel.id);
		expect(inLog).toEqual([]);
	});

	it('harms no request where it cannot be written, and ends when an admin says so', async () => {
		const { world } = stage.discord;
		const channel = world.addChannel(world.guild, 'closed');
		await asAdmin(stage, 'channels log', { channel: channel.id });
		stage.discord.faults.revoke(channel, 'SEND_MESSAGES');
		await stage.told(stage.video({ user: stage.member() }));
		expect(stage.discord.messages(channel)).toEqual([]);

		world.allow(channel, ['SEND_MESSAGES']);
		expect((await asAdmin(stage, 'channels log', { on: false })).read).toContain(`<#${channel.id}> → none`);
		await stage.told(stage.video({ user: stage.member() }));
		expect(stage.discord.messages(channel)).toEqual([]);
	});
});
