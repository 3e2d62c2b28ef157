import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { creates, refused } from '../../../sandbox/cometapi/faults.js';
import { errorAnswer } from '../../../sandbox/discord/discordFaults.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import type { Exchange } from '../../../sandbox/http/exchange.js';
import { hours, minutes } from '../../../src/lib/time.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { aPicture } from '../../harness/aPicture.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { buttonOf, AppHarness, textOf, withVideo } from '../../harness/appHarness.js';

let stage: AppHarness;
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

/** What the member reads in the one telling, and that nothing was paid for it. */
async function toldFree(interaction: Interaction): Promise<string> {
	const message = await stage.told(interaction);
	expect(stage.tellings(interaction)).toHaveLength(1);
	expect(stage.comet.creates).toBe(0);
	expect(buttonOf(message, 'again')).toBeDefined();
	expect(textOf(message)).toMatch(/does not count|포함되지 않아요/u);
	return textOf(message);
}

describe('a step that fails for a whole day', () => {
	it('ends the job as our own fault', async () => {
		const clock = new FakeClock();
		// It may wait for two days: else it would end as having waited too long.
		stage = await AppHarness.set({ clock, env: { JOB_TIMEOUT_MINUTES: '3000' } });
		// The disk for members' pictures is gone: where its folder was, there is something else.
		const inputs = join(stage.folder, 'media', 'inputs');
		await rm(inputs, { recursive: true, force: true });
		await writeFile(inputs, '');
		const attachments = { image: await aPicture() };
		const interaction = stage.video({ attachments });
		await interaction.responded();
		await stage.becomes(() => textOf(stage.discord.original(interaction)) !== '', 'shown at all');
		const day = clock.now() + hours(23.5);
		while (clock.now() < day) await pace(clock, minutes(5));
		expect(stage.tellings(interaction)).toHaveLength(0);
		while (stage.tellings(interaction).length === 0 && clock.now() < day + hours(2)) await pace(clock, minutes(5));
		expect(await toldFree(interaction)).toContain('Something went wrong on my side and was not mended within a day');
		expect(await stage.job(interaction)).toMatchObject({ outcome: { failure: { code: 'internal' } } });
	});
});

describe('a clock that is set ahead for good', () => {
	it('ends no job whose step fails meanwhile', async () => {
		const clock = new FakeClock();
		stage = await AppHarness.set({ clock });
		const inputs = join(stage.folder, 'media', 'inputs');
		await rm(inputs, { recursive: true, force: true });
		await writeFile(inputs, '');
		const interaction = stage.video({ attachments: { image: await aPicture() } });
		await interaction.responded();
		await stage.becomes(() => textOf(stage.discord.original(interaction)) !== '', 'shown at all');
		clock.offsetMs = hours(72);
		for (let minute = 0; minute < 13; minute += 1) await pace(clock, minutes(1));
		expect(await stage.job(interaction)).toMatchObject({ phase: 'queued' });
		await rm(inputs);
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
	});

	it.each([
		['ahead', hours(72), minutes(9)],
		['back', -hours(72), minutes(60)],
	])(
		'%s for good, makes no finished video old whose bytes have not come yet, nor keeps it young',
		async (_, by, lag) => {
			const clock = new FakeClock();
			stage = await AppHarness.set({ clock, env: { POLL_MIN_MS: '20000', POLL_MAX_MS: '60000' } });
			stage.comet.next({ pollsToDone: null, resultLagMs: lag, resultLagAs: 404 });
			const interaction = stage.video();
			await interaction.responded();
			await stage.becomes(() => stage.comet.tasks.length === 1, 'made');
			clock.offsetMs = by;
			await stage.leap(minutes(5), minutes(1));
			stage.comet.settle(stage.comet.tasks[0]!);
			await stage.leap(minutes(16), minutes(1));
			const told = stage.tellings(interaction);
			expect(told).toHaveLength(1);
			expect(withVideo(told)).toHaveLength(by > 0 ? 1 : 0);
		},
	);

	it('leaves no outcome untold that Discord has not taken yet', async () => {
		const clock = new FakeClock();
		stage = await AppHarness.set({ clock });
		const posts = (x: Exchange): boolean => x.method === 'POST' && x.path.endsWith('/messages');
		let isAway = true;
		const match = (x: Exchange): boolean => isAway && posts(x);
		stage.discord.faults.answer({ match, answer: errorAnswer(503, 0, 'away'), times: Infinity });
		const interaction = stage.video();
		await interaction.responded();
		await stage.becomes(() => stage.discord.exchanges.some(posts), 'posted');
		clock.offsetMs = hours(72);
		await stage.leap(minutes(13), minutes(1));
		expect(await stage.job(interaction)).toMatchObject({ phase: 'delivering' });
		isAway = false;
		await stage.told(interaction);
		await soon(async () => (await stage.job(interaction))?.phase).toBe('closed');
		expect(await stage.job(interaction)).toMatchObject({ delivery: { undelivered: false } });
	});
});

/** Time passes, and the steps that fell due get a moment for the disk. */
async function pace(clock: FakeClock, ms: number): Promise<void> {
	await clock.advance(ms);
	await new Promise((resolve) => {
		setTimeout(resolve, 4);
	});
}

describe('a process that ends before anybody knows whether the member saw its acknowledgement', () => {
	const acknowledges = (x: Exchange): boolean => x.path.endsWith('/callback');
	const asks = (x: Exchange): boolean => x.method === 'GET' && x.path.endsWith('/@original');

	it.each([
		['en-US', 'I was interrupted before your request was taken up'],
		['ko', '요청을 처리하기 전에 봇이 중단됐어요'],
	])('is told of by the next one when it is too late to find out, in %s', async (locale, words) => {
		const clock = new FakeClock();
		stage = await AppHarness.set({ clock });
		stage.discord.api.addFault({ match: acknowledges, act: { kind: 'reset-after' } });
		stage.discord.faults.answer({ match: asks, answer: errorAnswer(503, 0, 'away'), times: Infinity });
		const interaction = stage.video({ user: stage.member(locale), locale });
		await soon(() => stage.discord.exchanges.filter(asks).length).toBe(1);
		await stage.stop();
		expect(await stage.job(interaction)).toMatchObject({ phase: 'queued', acknowledged: false });
		await clock.advance(minutes(16));
		await stage.start();
		expect(await toldFree(interaction)).toContain(words);
		expect(await stage.job(interaction)).toMatchObject({ outcome: { failure: { code: 'interrupted' } } });
	});
});

describe('a picture that moderation refuses at once', () => {
	it.each([
		['en-US', 'safety check declined `image`. Use another picture'],
		['ko', '이미지가 거절됐어요. 다른 이미지로'],
	])('is told with what to change, in %s, and is not kept', async (locale, words) => {
		stage = await AppHarness.set();
		const message = 'uploaded image was rejected by moderation';
		stage.comet.addFault(refused(400, { match: creates, message, code: 'moderation_blocked' }));
		const attachments = { image: await aPicture() };
		const interaction = stage.video({ user: stage.member(locale), locale, attachments });
		expect(await toldFree(interaction)).toContain(words);
		expect(await stage.job(interaction)).toMatchObject({ outcome: { failure: { code: 'moderated-picture' } } });
		expect(await readdir(join(stage.folder, 'media', 'inputs'))).toEqual([]);
	});
});
