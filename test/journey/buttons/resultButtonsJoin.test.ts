import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { User } from '../../../sandbox/discord/world/people.js';
import { ledgerEntry } from '../../../src/jobs/accounting/ledger.js';
import { systemClock } from '../../../src/lib/time.js';
import { buttonOf, type AppHarness, textOf } from '../../harness/appHarness.js';
import { hasFfmpeg, probe } from '../../harness/films.js';
import { Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);

interface Continued {
	readonly user: User;
	readonly first: string;
	readonly second: string;
	readonly message: APIMessage;
}

/** A video and its continuation. */
async function continued(options: Record<string, string | boolean> = {}, locale = 'en-US'): Promise<Continued> {
	const { user, jobId, message } = await pressing.told({ options: { prompt: 'a fox runs', ...options } }, locale);
	const opened = await pressing.press(message, 'continue', user);
	const sent = await pressing.submit(opened, { prompt: 'the fox rests' });
	return { user, first: jobId, second: sent.id, message: await pressing.outcome(sent.id, user) };
}

const results = (): string => join(stage.folder, 'media', 'results');

// In real time: another program is at work, and a clock that leaps would end it.
describe.skipIf(!hasFfmpeg)('Join (needs ffmpeg)', () => {
	beforeAll(async () => {
		stage = await Pressing.stage({ MEMBER_DAILY_VIDEOS: '2' }, systemClock);
	});
	afterAll(async () => {
		expectGoodManners(stage);
		await stage.close();
	});

	it.each([
		['en-US', 'Several videos in one film.'],
		['ko', '여러 영상을 하나로 이어 붙였어요.'],
	])('makes one film of a video and its continuation, for nothing, and posts it once (%s)', async (locale, lineage) => {
		const { user, first, second, message } = await continued({ spoiler: true }, locale);
		const creates = stage.comet.creates;
		const pressed = await pressing.press(message, 'join', user);
		expect(pressed.ephemeral).toBe(false);
		// A second press, and one long after, find the one film.
		const again = await pressing.press(message, 'join', user);
		expect(pressing.answer(again)).toContain(locale === 'ko' ? '이미 처리했어요.' : 'That has been done already.');

		const id = `${second}_j`;
		const film = await pressing.outcome(id, user);
		expect(textOf(film)).toContain(lineage);
		expect(textOf(film)).toContain('a fox runs');
		expect(textOf(film)).toContain('the fox rests');
		expect(textOf(film)).not.toContain('$');
		expect(stage.tellings({ id, userId: user.id, channelId: film.channel_id })).toHaveLength(1);
		// What would ask a model for it once more is not there; it can be continued.
		expect(buttonOf(film, 'continue')).toBeDefined();
		for (const action of ['again', 'edit', 'model', 'join', 'remix'] as const) {
			expect(buttonOf(film, action)).toBeUndefined();
		}
		expect(pressing.answer(await pressing.press(message, 'join', user))).not.toBe('');

		const job = (await stage.job({ id }))!;
		const pieces = [(await stage.job({ id: first }))!, (await stage.job({ id: second }))!];
		const seconds = pieces.reduce((sum, { media }) => sum + media!.seconds!, 0);
		expect(job.media!.seconds).toBeCloseTo(seconds, 0);
		expect(job).toMatchObject({ estimate: null, lineage: { jobId: second, kind: 'join' } });
		expect(job.task ?? null).toBeNull();
		expect(job.request).toMatchObject({ spoiler: true, private: false, source: { pieces: [first, second] } });
		// Two videos a day are two, and the film of them is none.
		expect(ledgerEntry(job)).toMatchObject({ counted: false, microUsd: 0, running: false });
		expect(stage.comet.creates).toBe(creates);
		const { streams } = probe(join(results(), job.media!.file));
		expect(streams.map(({ codec_name: codec }) => codec)).toEqual(['h264', 'aac']);
		expect((await readdir(results())).filter((file) => file.startsWith(id))).toEqual([`${id}.mp4`]);
	});

	it('is private where a part of it is', async () => {
		const { user, second, message } = await continued({ private: true });
		const pressed = await pressing.press(message, 'join', user);
		expect(pressed.ephemeral).toBe(true);
		await pressing.closed(`${second}_j`);
		expect(buttonOf(stage.discord.original(pressed), 'share')).toBeDefined();
		expect((await stage.job({ id: `${second}_j` }))?.request.private).toBe(true);
	});

	it('is refused in words where a piece is gone, and offered no more', async () => {
		const { user, first, second, message } = await continued();
		await rm(join(results(), (await stage.job({ id: first }))!.media!.file));
		expect(pressing.answer(await pressing.press(message, 'join', user))).toContain('no longer kept');
		expect(await stage.job({ id: `${second}_j` })).toBeUndefined();
		const shown = await pressing.told({ user: stage.member() });
		expect(buttonOf(shown.message, 'join')).toBeUndefined();
		// The same result once more, by the list of one's videos.
		const here = stage.discord.invoke({ user, command: 'videos' });
		await soon(() => buttonOf(stage.discord.original(here), `fetch:${second}`)).toBeDefined();
		const handed = await pressing.press(stage.discord.original(here), `fetch:${second}`, user);
		await soon(() => buttonOf(stage.discord.original(handed), 'continue')).toBeDefined();
		expect(buttonOf(stage.discord.original(handed), 'join')).toBeUndefined();
	});

	it('ends in words, uncharged, where ffmpeg makes nothing of the pieces, and can be tried again', async () => {
		const { user, first, second, message } = await continued();
		const { file, bytes } = (await stage.job({ id: first }))!.media!;
		const path = join(results(), file);
		await writeFile(path, Buffer.alloc(bytes, 1));
		await pressing.press(message, 'join', user);
		const told = await pressing.outcome(`${second}_j`, user);
		expect(textOf(told)).toContain('could not be put together');
		expect(textOf(told)).toContain('does not count against your limits');
		expect(buttonOf(told, 'again')).toBeUndefined();
		expect((await readdir(results())).filter((name) => name.startsWith(`${second}_j`))).toEqual([]);
		await pressing.press(message, 'join', user);
		await pressing.outcome(`${second}_j2`, user);
	});

	it('goes on after its process has ended in the middle', async () => {
		const { user, second, message } = await continued();
		const pressed = await pressing.press(message, 'join', user);
		await stage.stop();
		await stage.start();
		const id = `${second}_j`;
		await pressing.closed(id);
		expect(stage.tellings({ id, userId: user.id, channelId: pressed.channelId })).toHaveLength(1);
		expect((await readdir(results())).filter((file) => file.startsWith(id))).toEqual([`${id}.mp4`]);
	});
});
