import { afterEach, describe, expect, it } from 'vitest';
import { errorAnswer } from '../../../sandbox/discord/discordFaults.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import type { Exchange } from '../../../sandbox/http/exchange.js';
import { minutes } from '../../../src/lib/time.js';
import { AppHarness, textOf, withVideo } from '../../harness/appHarness.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

/** A job whose video may come at any moment. */
async function running(options: Record<string, unknown> = {}): Promise<Interaction> {
	stage = await AppHarness.set({
		clock: new FakeClock(),
		comet: { plan: { outcome: 'stuck', progress: 'zero' } },
		env: { FFMPEG_PATH: '/nowhere/ffmpeg' },
	});
	const interaction = stage.video({ options: options as never });
	await interaction.responded();
	await stage.becomes(() => stage.comet.creates === 1 && textOf(stage.discord.original(interaction)) !== '');
	return interaction;
}

const done = (): void => stage.comet.settle(stage.comet.tasks[0]!);
const isUpload = (x: Exchange): boolean => x.form?.files.some(({ filename }) => filename.endsWith('.mp4')) === true;
const isPost = (x: Exchange): boolean => x.method === 'POST' && /\/channels\/\d+\/messages$/u.test(x.path);
const count = (match: (x: Exchange) => boolean): number => stage.discord.exchanges.filter(match).length;
const receiptOf = async (interaction: Interaction) => (await stage.job(interaction))?.delivery.receipt;
const isClosed = async (interaction: Interaction): Promise<boolean> =>
	(await stage.job(interaction))?.phase === 'closed';

describe('a telling that comes back without its video', () => {
	it.each([
		['posted', {}, 'channel'],
		['in a private reply', { private: true }, 'original'],
	])('has it edited in, and is told and pinged once (%s)', async (_, options, rung) => {
		const interaction = await running(options);
		stage.discord.faults.stripUploads({ times: 1 });
		done();
		await stage.told(interaction);
		await soon(() => receiptOf(interaction)).toMatchObject({ rung, form: 'original' });
		expect(withVideo(stage.tellings(interaction))).toHaveLength(1);
		expect(stage.tellings(interaction)).toHaveLength(1);
		expect(stage.discord.notifications).toHaveLength(rung === 'channel' ? 1 : 0);
		expect(count(isUpload)).toBe(2);
	});

	it('gets a link where the file never stays, after three uploads at most', async () => {
		const interaction = await running();
		stage.discord.faults.stripUploads();
		done();
		await stage.told(interaction);
		await soon(() => receiptOf(interaction)).toMatchObject({ rung: 'channel', form: 'link' });
		const [telling, ...others] = stage.tellings(interaction);
		expect(others).toEqual([]);
		expect(JSON.stringify(telling?.components)).toContain(stage.comet.cdnOrigin);
		expect(stage.discord.notifications).toHaveLength(1);
		expect(count(isUpload)).toBeLessThanOrEqual(3);
	});

	it('is completed where Discord returns an older message of the same nonce', async () => {
		const interaction = await running();
		const job = await stage.job(interaction);
		const older = await fetch(`${stage.discord.apiUrl}/v10/channels/${interaction.channelId}/messages`, {
			method: 'POST',
			headers: { authorization: `Bot ${stage.discord.token}`, 'content-type': 'application/json' },
			body: JSON.stringify({
				components: [{ type: 10, content: 'It is not certain.' }],
				flags: 32_768,
				allowed_mentions: { parse: [] },
				nonce: `${job?.id}c`.slice(-25),
				enforce_nonce: true,
			}),
		});
		const { id } = (await older.json()) as { id: string };
		done();
		await stage.becomes(() => withVideo(stage.discord.messages(interaction.channelId)).length > 0);
		await soon(() => isClosed(interaction)).toBe(true);
		expect(await receiptOf(interaction)).toMatchObject({ rung: 'channel', messageId: id, form: 'original' });
		expect(withVideo(stage.discord.messages(interaction.channelId)).map((message) => message.id)).toEqual([id]);
	});

	it('is completed when it is found in the channel long after its answer was lost', async () => {
		const interaction = await running();
		stage.discord.faults.stripUploads({ times: 1 });
		stage.discord.api.addFault({ match: isPost, times: 1, act: { kind: 'reset-after' } });
		done();
		await stage.becomes(() => count(isPost) === 1);
		const away = stage.discord.faults.answer({ match: isPost, answer: errorAnswer(503, 0, 'away'), times: Infinity });
		await stage.leap(minutes(4), minutes(1));
		away();
		await stage.becomes(() => withVideo(stage.tellings(interaction)).length === 1);
		await soon(() => receiptOf(interaction)).toMatchObject({ rung: 'channel', form: 'original' });
		expect(stage.tellings(interaction)).toHaveLength(1);
		expect(stage.discord.notifications).toHaveLength(1);
	});

	it.each([0, minutes(11)])(
		'is completed by the process that finds it %i ms after the death of the other',
		async (ms) => {
			const interaction = await running();
			stage.discord.faults.stripUploads({ times: 1 });
			stage.discord.api.addFault({ match: isPost, times: 1, act: { kind: 'reset-after' } });
			done();
			await stage.becomes(() => count(isPost) === 1);
			const away = stage.discord.faults.answer({ match: isPost, answer: errorAnswer(503, 0, 'away'), times: Infinity });
			await stage.stop();
			await stage.leap(minutes(2) + ms, minutes(1));
			away();
			await stage.start();
			await stage.becomes(() => withVideo(stage.tellings(interaction)).length === 1);
			await soon(() => receiptOf(interaction)).toMatchObject({ rung: 'channel', form: 'original' });
			expect(stage.tellings(interaction)).toHaveLength(1);
			expect(stage.discord.notifications).toHaveLength(1);
		},
	);
});

it('is given to whoever asks in the next form where the file does not stay in the reply', async () => {
	const interaction = await running();
	done();
	const message = await stage.told(interaction);
	await soon(() => isClosed(interaction)).toBe(true);
	stage.discord.faults.stripUploads();
	const before = count(isUpload);
	const list = stage.discord.invoke({ user: stage.discord.world.alice, command: 'videos' });
	await list.responded();
	const given = await pressing.press(stage.discord.original(list), 'fetch', stage.discord.world.alice);
	await stage.becomes(() => JSON.stringify(stage.discord.original(given)).includes(stage.comet.cdnOrigin));
	expect(count(isUpload) - before).toBeLessThanOrEqual(2);
	expect(withVideo([stage.discord.message(message.id)!])).toHaveLength(1);
});
