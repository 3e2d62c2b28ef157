import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contents, emptyContent, expiredLink, htmlContent } from '../../../sandbox/cometapi/faults.js';
import type { Plan } from '../../../sandbox/cometapi/task/plan.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { AppHarness, textOf, withVideo } from '../../harness/appHarness.js';

let stage: AppHarness;
beforeAll(async () => {
	stage = await AppHarness.set({ comet: { plan: { pollsToDone: 1 } }, env: { DAILY_USD: '' } });
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

async function bytesOf(url: string): Promise<Buffer> {
	const { body } = await request(url);
	return Buffer.from(await body.arrayBuffer());
}

/** A new member asks, and is told with a video of the provider's own bytes. */
async function arrives() {
	const { discord, comet } = stage;
	const [creates, pings] = [comet.creates, discord.notifications.length];
	const interaction = stage.video({ user: stage.member() });
	const message = await stage.told(interaction);
	expect(withVideo([message])).toHaveLength(1);
	expect((await bytesOf(discord.files(message)[0]!.url)).equals(comet.sample)).toBe(true);

	const link = `https://discord.com/channels/${message.channel_id === discord.world.channel.id ? discord.world.guild.id : '@me'}/${message.channel_id}/${message.id}`;
	await soon(() => textOf(discord.original(interaction))).toContain(link);
	expect(textOf(discord.original(interaction)).split('\n')).toHaveLength(1);
	expect(message.message_reference?.message_id).toBe(interaction.originalId);
	expect(discord.notifications.slice(pings).map(({ userId }) => userId)).toEqual([interaction.userId]);
	expect(stage.tellings(interaction)).toHaveLength(1);
	expect(comet.creates).toBe(creates + 1);
	return interaction;
}

describe('the finished video', () => {
	it.each<[string, Partial<Plan>]>([
		['video_url', {}],
		['the address in fail_reason', { wrapped: true, vocabulary: 'old', urlInFailReason: true }],
		['result_url', { wrapped: true, urlInFailReason: false, resultUrl: true }],
		['/content, where no address is named', { videoUrl: false }],
	])('comes from %s, byte for byte, with one ping and one link', async (_, plan) => {
		stage.comet.next(plan);
		await arrives();
	});

	it('comes from a fresh link when the first one is dead', async () => {
		const { comet } = stage;
		comet.addCdnFault(expiredLink({ times: 1 }));
		comet.addFault({ match: contents, times: 1, act: { kind: 'answer', answer: { status: 404, body: '{}' } } });
		await arrives();
		expect(comet.tasks.at(-1)!.polls).toBe(2);
	});

	it('comes from /content when its address gives a page', async () => {
		stage.comet.addCdnFault(htmlContent());
		await arrives();
	});

	it('comes although the first answer was cut off, and although there was nothing in it', async () => {
		stage.comet.addCdnFault({ match: () => true, act: { kind: 'truncate', bytes: 5000 } });
		stage.comet.addFault(emptyContent({ match: contents }));
		await arrives();
	});
});
