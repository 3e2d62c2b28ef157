import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { APIMessage } from 'discord-api-types/v10';
import type { Invocation, Upload } from '../../../sandbox/discord/world/actions.js';
import { aPicture } from '../../harness/aPicture.js';
import { textOf, withVideo, type AppHarness } from '../../harness/appHarness.js';
import { hasFfmpeg } from '../../harness/films.js';
import { keptFiles, Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { sample } from '../../harness/videoFixtures.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
beforeAll(async () => {
	stage = await Pressing.stage({ MAX_RUNNING_JOBS: '1' });
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

/** Five seconds, 640 by 360. */
const clip: Upload = { name: 'boat.mp4', bytes: sample };
const lastBody = (): unknown => stage.comet.tasks.at(-1)?.exchange.json;

/** A film of so many seconds, made for one test. */
function film(seconds: number, size = '320x180'): Upload {
	const folder = mkdtempSync(join(tmpdir(), 'clip-'));
	try {
		const path = join(folder, 'film.mp4');
		const source = ['-f', 'lavfi', '-i', `testsrc=duration=${seconds}:size=${size}:rate=10`];
		const output = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '10', path];
		execFileSync('ffmpeg', ['-v', 'error', ...source, ...output]);
		return { name: 'film.mp4', bytes: readFileSync(path) };
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** A clip that is refused is so in private; the message that says why. */
async function refused(act: Partial<Invocation>, words: string) {
	const user = stage.member();
	const interaction = stage.video({ user, ...act });
	const says = (one: APIMessage): boolean => textOf(one).includes(words);
	const messages = await stage.until((all) => all.some(says), { viewer: user.id });
	await pressing.closed(interaction.id);
	return { user, message: messages.find(says)! };
}

describe('a clip of the member’s', () => {
	it.each([
		['grok-imagine-video', (url: unknown) => ({ video: { url } })],
		['gen4_aleph', (videoUri: unknown) => ({ videoUri })],
		['omni-fast-v2v', (video: unknown) => ({ video })],
	])('is edited by %s, which fetches it from Discord', async (model, form) => {
		const { message, jobId } = await pressing.told({ options: { model }, attachments: { video: clip } });
		expect(withVideo([message])).toHaveLength(1);
		expect(textOf(message)).toContain('from a clip');
		expect(lastBody()).toMatchObject(form(expect.stringContaining('/ephemeral-attachments/')));
		// As kept pictures are: for Again, and for nobody else.
		expect(await keptFiles(stage, jobId)).toContain(`${jobId}-video.mp4`);
	});

	it('goes to a model that takes one where none is named', async () => {
		await pressing.told({ attachments: { video: clip } });
		expect(JSON.stringify(lastBody())).toContain('boat.mp4');
	});

	it('is sent within the request, by Again too, where Discord’s address dies soon', async () => {
		const { settings } = stage.discord;
		const life = settings.signedUrlLifeMs;
		settings.signedUrlLifeMs = 300_000;
		const options = { model: 'grok-imagine-video' };
		const { message, user } = await pressing.told({ options, attachments: { video: clip } });
		settings.signedUrlLifeMs = life;
		expect(JSON.stringify(lastBody())).toContain('data:video/mp4;base64,');

		stage.discord.cdn.vanishEphemeral();
		const before = stage.comet.tasks.length;
		await pressing.press(message, 'again', user);
		await stage.becomes(() => stage.comet.tasks.length > before);
		expect(JSON.stringify(lastBody())).toContain('data:video/mp4;base64,');
	});

	it('is refused before anything is paid when it is none', async () => {
		const video = { name: 'photo.mp4', bytes: Buffer.from('no film at all') };
		const before = stage.comet.creates;
		await refused({ options: { model: 'grok-imagine-video' }, attachments: { video } }, 'not a video that can be read');
		expect(stage.comet.creates).toBe(before);
	});

	it('is refused by a model that takes none, and beside a first frame', async () => {
		const plain = stage.video({ user: stage.member(), options: { model: 'sora-2' }, attachments: { video: clip } });
		await plain.responded();
		expect(pressing.answer(plain)).toContain('`video`');
		const attachments = { video: clip, image: await aPicture() };
		const both = stage.video({ user: stage.member(), options: { model: 'grok-imagine-video' }, attachments });
		await both.responded();
		expect(pressing.answer(both)).toContain('`image`');
	});

	it('survives a restart before the create', async () => {
		stage.comet.next({ outcome: 'stuck', pollsToDone: null });
		const before = stage.video({ user: stage.member() });
		await before.responded();
		await stage.becomes(() => stage.comet.tasks.some(({ plan }) => plan.outcome === 'stuck'));
		const options = { model: 'grok-imagine-video' };
		const waiting = stage.video({ user: stage.member(), options, attachments: { video: clip } });
		await soon(async () => (await stage.job(waiting))?.pictures?.length).toBe(1);
		await stage.stop();
		await stage.start();
		stage.comet.settle(stage.comet.tasks.find(({ plan }) => plan.outcome === 'stuck')!);
		await stage.told(waiting);
	});
});

describe('Edit video', () => {
	it('edits a clip of any message, and asks whether another member’s may be used', async () => {
		const user = stage.member();
		const message = stage.discord.post({ user: stage.discord.world.bob, attachments: [clip] });
		const opened = stage.discord.runMessageCommand({ user, message, command: 'Edit video', locale: user.locale });
		await opened.responded();
		expect(JSON.stringify(opened.modal?.components)).toContain('May the video be used?');
		await pressing.submit(opened, { prompt: 'as a watercolour', model: ['grok-imagine-video'], consent: ['yes'] });
		const told = await pressing.outcome(opened.id, user);
		expect(withVideo([told])).toHaveLength(1);
		expect(textOf(told)).toContain('Made from a video in a message.');
		expect(lastBody()).toMatchObject({ prompt: 'as a watercolour' });
	});

	it('finds no clip in a message with a picture', async () => {
		const user = stage.member();
		const message = stage.discord.post({ user, attachments: [await aPicture()] });
		const opened = stage.discord.runMessageCommand({ user, message, command: 'Edit video', locale: user.locale });
		await opened.responded();
		expect(pressing.answer(opened)).toContain('no video in this message');
	});
});

describe.skipIf(!hasFfmpeg)('a clip that the model does not take as it is (needs ffmpeg)', () => {
	it('is offered cut when it is too long, and made once for two presses', async () => {
		const video = film(12);
		const act = { options: { model: 'grok-imagine-video' }, attachments: { video } };
		const { message: told, user } = await refused(act, 'longer than the 8.7 seconds');
		const before = stage.comet.tasks.length;
		const presses = [pressing.start(told, 'cut', user), pressing.start(told, 'cut', user)];
		await Promise.all(presses.map((pressed) => pressed.responded()));
		await stage.becomes(() => stage.comet.tasks.length > before);
		const body = lastBody() as { video: { url: string } };
		// Discord's address leads to the whole of it.
		expect(body.video.url).toMatch(/^data:video\/mp4;base64,/u);
		expect(stage.comet.tasks).toHaveLength(before + 1);
	});

	it('is edited by Kling as it is, and taken after where a length is named', async () => {
		const video = film(4, '1280x720');
		const options = { model: 'kling-video-o1' };
		await pressing.told({ options, attachments: { video } });
		expect(lastBody()).toMatchObject({ video_list: [{ refer_type: 'base' }] });
		expect(lastBody()).not.toHaveProperty('duration');
		await pressing.told({ options: { ...options, duration: 5 }, attachments: { video } });
		expect(lastBody()).toMatchObject({ duration: '5', video_list: [{ refer_type: 'feature' }] });
	});

	it('is told as not to be handed over, unpaid, where a model takes addresses alone and there is none', async () => {
		const { settings } = stage.discord;
		const life = settings.signedUrlLifeMs;
		settings.signedUrlLifeMs = 300_000;
		const before = stage.comet.creates;
		const video = film(4, '1280x720');
		await refused({ options: { model: 'kling-video-o1' }, attachments: { video } }, 'cannot be handed to this model');
		settings.signedUrlLifeMs = life;
		expect(stage.comet.creates).toBe(before);
	});

	it.each([
		['short', () => film(1, '1280x720'), 'shorter than the 3 seconds'],
		['small', () => film(4), 'at least 720 pixels'],
	])('is refused by Kling when it is too %s', async (_, video, words) => {
		await refused({ options: { model: 'kling-video-o1' }, attachments: { video: video() } }, words);
	});
});
