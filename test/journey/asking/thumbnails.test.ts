import { spawnSync } from 'node:child_process';
import type { APIMessage } from 'discord-api-types/v10';
import { pino } from 'pino';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { lostCreate } from '../../../sandbox/cometapi/faults.js';
import type { Upload } from '../../../sandbox/discord/world/actions.js';
import { errorAnswer } from '../../../sandbox/discord/discordFaults.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import type { Exchange } from '../../../sandbox/http/exchange.js';
import type { Fault } from '../../../sandbox/http/faults.js';
import { minutes, seconds } from '../../../src/lib/time.js';
import { JobStore } from '../../../src/services/records/jobStore.js';
import { Storage } from '../../../src/services/records/storage.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { twoHalves } from '../../harness/pictureSamples.js';
import { keptFiles } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { buttonOf, AppHarness, textOf, withVideo, type StageParts } from '../../harness/appHarness.js';

const ffmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

let stage: AppHarness;
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

/** For clocks that leap: polls and edits as far apart as in earnest. */
const slowly = { POLL_MIN_MS: '20000', POLL_MAX_MS: '60000', PROGRESS_EDIT_MS: '10000' };

/** Videos that go on until a test settles them, with progress that moves at every poll. */
async function set(parts: StageParts = {}): Promise<void> {
	stage = await AppHarness.set({ ...parts, comet: { plan: { outcome: 'stuck', progress: 'native', paceMs: 4_000 } } });
}

/** A phone's photo, large and lying on its side, with the place where it was taken: held right, red is on the left. */
async function photo(): Promise<Upload> {
	const bytes = await twoHalves(2000, 3000)
		.withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' } })
		.withMetadata({ orientation: 8 })
		.jpeg({ quality: 90 })
		.toBuffer();
	return { name: 'IMG_0001.JPG', bytes };
}

interface Thumbnail {
	readonly media: { readonly url: string };
	readonly description?: string;
	readonly spoiler?: boolean;
}

/** The thumbnails that a message shows, each beside texts. */
const thumbnailsOf = (message: APIMessage | undefined): Thumbnail[] =>
	((message?.components ?? []) as readonly { components?: readonly { accessory?: Thumbnail }[] }[])
		.flatMap(({ components = [] }) => components)
		.flatMap(({ accessory }) => accessory ?? []);

const original = (interaction: Interaction): APIMessage | undefined => stage.discord.original(interaction);
const shown = (interaction: Interaction) => soon(() => thumbnailsOf(original(interaction)));
const names = (message: APIMessage | undefined): string[] =>
	stage.discord.files(message).map(({ filename }) => filename);

const isUpload = (x: Exchange): boolean => x.form?.files.some(({ filename }) => filename.endsWith('.jpg')) === true;
const uploads = (): Exchange[] => stage.discord.exchanges.filter(isUpload);
const edits = ({ token }: Interaction): Exchange[] =>
	stage.discord.exchanges.filter(({ method, path }) => method === 'PATCH' && path.includes(token));

const bytesOf = (thumbnail: Thumbnail | undefined): Buffer => stage.discord.cdn.bytes(thumbnail?.media.url ?? '')!;

/** A job whose card shows its picture, and whose record says so. */
async function running(act: Parameters<AppHarness['video']>[0] = {}): Promise<Interaction> {
	const interaction = stage.video({ ...act, attachments: { image: await photo() } });
	await shown(interaction).toHaveLength(1);
	await soon(() => stage.job(interaction)).toMatchObject({ phase: 'generating', destination: { thumbnail: true } });
	return interaction;
}

/** Takes back that the record of a job says so. */
async function forgetIn(url: string, id: string): Promise<void> {
	const storage = await Storage.open({ url, log: pino({ level: 'silent' }) });
	const store = await JobStore.open(storage);
	const job = (await store.get(id))!;
	await store.save({ ...job, destination: { ...job.destination, thumbnail: null } });
	await storage.close();
}

const finish = (): void => stage.comet.settle(stage.comet.tasks.at(-1)!);

describe('a job that begins with a picture', () => {
	it('shows it small, upright and without a word of where it was taken', async () => {
		await set();
		const interaction = await running();
		const [thumbnail] = thumbnailsOf(original(interaction));
		const bytes = bytesOf(thumbnail);
		const { format, width, height, exif, icc, orientation } = await sharp(bytes).metadata();
		expect({ format, width, height, exif, icc, orientation }).toEqual({ format: 'jpeg', width: 256, height: 171 });
		expect(bytes.length).toBeLessThan(20_000);
		const { data } = await sharp(bytes).resize(2, 1, { fit: 'fill' }).raw().toBuffer({ resolveWithObject: true });
		expect([data[0]! > 150, data[2]! < 100, data[3]! < 100, data[5]! > 150]).toEqual([true, true, true, true]);

		expect(thumbnail).toMatchObject({
			description: expect.stringContaining('a paper boat crossing a pond at dawn'),
			spoiler: false,
		});
		expect(stage.discord.files(original(interaction))).toMatchObject([
			{
				filename: `reelay-${interaction.id}-start.jpg`,
				content_type: 'image/jpeg',
				description: thumbnail?.description,
			},
		]);
	});

	it('is uploaded once, kept by every edit, and gone from the card when the video is told', async () => {
		await set();
		const interaction = await running();
		const { url } = thumbnailsOf(original(interaction))[0]!.media;
		const before = edits(interaction).length;
		await soon(() => edits(interaction).length).toBeGreaterThan(before + 5);
		expect(thumbnailsOf(original(interaction))[0]?.media.url.split('?')[0]).toBe(url.split('?')[0]);
		expect(names(original(interaction))).toHaveLength(1);

		finish();
		const result = await stage.told(interaction);
		expect(names(result)).toEqual([`reelay-${interaction.id}.mp4`]);
		expect(thumbnailsOf(result)).toEqual([]);
		await soon(() => textOf(original(interaction))).toContain('see what came of it');
		expect(names(original(interaction))).toEqual([]);
		expect(uploads()).toHaveLength(1);
		// Nothing of it is kept here but what was kept before.
		expect((await keptFiles(stage, interaction.id)).sort()).toEqual([
			`${interaction.id}-image.jpeg`,
			`${interaction.id}.mp4`,
		]);
	});

	it('goes on showing it after a restart, without another upload', async () => {
		await set();
		const interaction = await running();
		await stage.stop();
		const before = edits(interaction).length;
		await stage.start();
		await soon(() => edits(interaction).length).toBeGreaterThan(before + 3);
		expect(thumbnailsOf(original(interaction))).toHaveLength(1);
		expect(names(original(interaction))).toHaveLength(1);
		expect(uploads()).toHaveLength(1);
		finish();
		await stage.told(interaction);
	});

	it('shows it once although the process died before it was written down', async () => {
		await set();
		const interaction = await running();
		await stage.stop();
		await forgetIn(stage.env['STORE_URL']!, interaction.id);
		await stage.start();
		await soon(() => uploads()).toHaveLength(2);
		await shown(interaction).toHaveLength(1);
		expect(names(original(interaction))).toHaveLength(1);
		finish();
		await stage.told(interaction);
	});

	it('goes on showing it when the token has died and the bot edits with its own', async () => {
		const clock = new FakeClock();
		stage = await AppHarness.set({
			clock,
			comet: { plan: { outcome: 'stuck', progress: 'native', paceMs: minutes(60) } },
			env: slowly,
		});
		const interaction = stage.video({ attachments: { image: await photo() } });
		await interaction.responded();
		await stage.becomes(() => thumbnailsOf(original(interaction)).length === 1);
		await stage.pass(minutes(16));
		const at = original(interaction)?.edited_timestamp;
		// The client library waits for its limits on a clock of its own.
		await stage.becomes(() => original(interaction)?.edited_timestamp !== at);
		expect((await stage.job(interaction))?.destination.token).toBeNull();
		expect(thumbnailsOf(original(interaction))).toHaveLength(1);
		expect(names(original(interaction))).toHaveLength(1);
		expect(uploads()).toHaveLength(1);
	});

	it('hides it where the member asked for a spoiler, and says what it is in their language', async () => {
		await set();
		const interaction = await running({ user: stage.member('ko'), locale: 'ko', options: { spoiler: true } });
		expect(thumbnailsOf(original(interaction))).toMatchObject([{ spoiler: true, description: '영상의 시작 이미지' }]);
		expect(stage.discord.files(original(interaction))).toMatchObject([{ flags: 8 }]);
		finish();
		await stage.told(interaction);
	});

	it('stays between the member and the bot where the request is private, and gives way to the video', async () => {
		await set();
		const interaction = await running({ options: { private: true } });
		expect(stage.discord.messages(interaction.channelId, stage.discord.world.bob.id)).toEqual([]);
		finish();
		const message = await stage.told(interaction);
		expect(message.id).toBe(interaction.originalId);
		expect(names(message)).toEqual([`reelay-${interaction.id}.mp4`]);
		expect(uploads()).toHaveLength(1);
	});

	it('has no words beside it that AutoMod would stop', async () => {
		await set();
		stage.discord.faults.automod(['zebra']);
		const interaction = await running({ options: { prompt: 'a zebra in the rain' } });
		expect(thumbnailsOf(original(interaction))).toMatchObject([{ description: 'Picture that the video starts from' }]);
		expect(JSON.stringify(original(interaction))).not.toContain('zebra');
		finish();
		await stage.told(interaction);
	});
});

const isPost = (x: Exchange): boolean => x.method === 'POST' && /\/channels\/\d+\/messages$/u.test(x.path);

describe('the telling that there is no video', () => {
	it('shows what the job began with in the new message, and no longer on the card', async () => {
		await set();
		stage.comet.plan({ outcome: 'failed', pollsToDone: 4, progress: 'native' });
		const interaction = stage.video({ attachments: { image: await photo() } });
		const message = await stage.told(interaction);
		expect(textOf(message)).toContain('No video');
		expect(thumbnailsOf(message)).toMatchObject([{ description: expect.stringContaining('a paper boat') }]);
		expect(bytesOf(thumbnailsOf(message)[0]).subarray(0, 2).toString('hex')).toBe('ffd8');
		await soon(() => names(original(interaction))).toEqual([]);
		expect(uploads()).toHaveLength(2);
	});

	it('keeps it on the card where that tells the outcome, without another upload', async () => {
		await set();
		const interaction = await running();
		stage.discord.press({
			user: stage.discord.world.alice,
			message: original(interaction)!,
			customId: buttonOf(original(interaction), 'cancel')!,
		});
		const message = await stage.told(interaction);
		expect(message.id).toBe(interaction.originalId);
		expect(textOf(message)).toContain('Cancelled');
		expect(thumbnailsOf(message)).toHaveLength(1);
		expect(names(message)).toHaveLength(1);
		expect(uploads()).toHaveLength(1);
	});

	it('shows it where a lost create is told', async () => {
		await set();
		stage.comet.addFault(lostCreate());
		const interaction = stage.video({ attachments: { image: await photo() } });
		const message = await stage.told(interaction);
		expect(textOf(message)).toContain('Not certain');
		expect(thumbnailsOf(message)).toHaveLength(1);
	});

	/** A job that has begun with a picture, and whose telling arrives without anybody hearing so. */
	async function lost(clock: FakeClock, fault: Pick<Fault, 'act' | 'times'>): Promise<Interaction> {
		stage = await AppHarness.set({
			clock,
			comet: { plan: { outcome: 'stuck', progress: 'zero' } },
			env: slowly,
		});
		const interaction = stage.video({ attachments: { image: await photo() } });
		await interaction.responded();
		await stage.becomes(() => thumbnailsOf(original(interaction)).length === 1 && stage.comet.creates === 1);
		stage.discord.api.addFault({ match: isPost, ...fault });
		stage.comet.settle(stage.comet.tasks[0]!, 'failed');
		return interaction;
	}

	it('is read back as words, not as a video', async () => {
		// With its picture and without.
		const interaction = await lost(new FakeClock(), { act: { kind: 'reset-after' }, times: 2 });
		await stage.becomes(() => stage.discord.notifications.length > 0);
		const away = stage.discord.faults.answer({ answer: errorAnswer(503, 0, 'away'), times: Infinity });
		await stage.pass(minutes(10));
		away();
		await stage.becomes(() => textOf(original(interaction)).includes('see what came of it'));
		expect(stage.tellings(interaction)).toHaveLength(1);
		await soon(() => stage.job(interaction)).toMatchObject({ delivery: { receipt: { form: 'words' } } });
	});

	it('is not sent again without its picture once Discord may have forgotten the nonce', async () => {
		const interaction = await lost(new FakeClock(), { act: { kind: 'hang', effect: true } });
		stage.discord.settings.nonceWindowMs = seconds(59);
		await stage.becomes(() => stage.discord.notifications.length > 0);
		await stage.leap(minutes(2), seconds(5));
		await stage.becomes(() => textOf(original(interaction)).includes('see what came of it'));
		expect(stage.tellings(interaction)).toHaveLength(1);
		await soon(() => stage.job(interaction)).toMatchObject({ delivery: { receipt: { form: 'words' } } });
	});
});

describe('a picture that Discord does not take', () => {
	const refusals = [
		['as too large', () => stage.discord.faults.refuseUploads({ as: 40005 })],
		['by its edge', () => stage.discord.faults.refuseUploads({ as: 'edge' })],
		[
			'with a server’s error',
			() => stage.discord.faults.answer({ match: isUpload, answer: errorAnswer(503, 0, 'away'), times: Infinity }),
		],
		[
			'by cutting the line',
			() => stage.discord.api.addFault({ match: isUpload, times: Infinity, act: { kind: 'reset-before' } }),
		],
		[
			'by cutting the line once it has it',
			() => stage.discord.api.addFault({ match: isUpload, times: Infinity, act: { kind: 'reset-after' } }),
		],
	] as const;

	it.each(refusals)('refused %s: the card goes without at once, and it is asked for no more', async (_, refuse) => {
		await set();
		refuse();
		const interaction = stage.video({ attachments: { image: await photo() } });
		await soon(() => textOf(original(interaction))).toMatch(/\d+%/u);
		await soon(() => edits(interaction).length).toBeGreaterThan(6);
		expect(uploads()).toHaveLength(1);
		// Sent again without it in the same breath.
		const [first, second] = edits(interaction);
		expect(isUpload(first!)).toBe(true);
		expect(second!.at - first!.at).toBeLessThan(1_000);
		expect(textOf(original(interaction))).toContain('a paper boat');
		expect(thumbnailsOf(original(interaction))).toEqual([]);

		stage.comet.settle(stage.comet.tasks[0]!, 'failed');
		const message = await stage.told(interaction);
		expect(textOf(message)).toContain('No video');
		expect(stage.tellings(interaction)).toHaveLength(1);
		expect(stage.discord.notifications).toHaveLength(1);
		// Once on the card, once in the telling.
		expect(uploads()).toHaveLength(2);
	});

	it('is tried twice at most while nothing gets through', async () => {
		await set({ clock: new FakeClock(), env: slowly });
		const match = ({ method }: Exchange): boolean => method === 'PATCH';
		const away = stage.discord.faults.answer({ match, answer: errorAnswer(503, 0, 'away'), times: Infinity });
		const interaction = stage.video({ attachments: { image: await photo() } });
		await interaction.responded();
		await stage.becomes(() => edits(interaction).length >= 5);
		away();
		await stage.becomes(() => textOf(original(interaction)).includes('a paper boat'));
		expect(uploads()).toHaveLength(2);
		expect(thumbnailsOf(original(interaction))).toEqual([]);
	});

	it('is there after a short outage', async () => {
		await set({ clock: new FakeClock(), env: slowly });
		const match = ({ method }: Exchange): boolean => method === 'PATCH';
		stage.discord.faults.answer({ match, answer: errorAnswer(503, 0, 'away'), times: 2 });
		const interaction = stage.video({ attachments: { image: await photo() } });
		await interaction.responded();
		await stage.becomes(() => textOf(original(interaction)).includes('a paper boat'));
		expect(uploads()).toHaveLength(2);
		expect(thumbnailsOf(original(interaction))).toHaveLength(1);
	});

	it('is left out where the bot may no longer attach files, and the outcome is told in the same place', async () => {
		await set();
		const interaction = await running();
		stage.discord.faults.revoke(stage.discord.world.channel, 'ATTACH_FILES');
		stage.comet.settle(stage.comet.tasks[0]!, 'failed');
		const message = await stage.told(interaction);
		expect(message.id).not.toBe(interaction.originalId);
		expect(textOf(message)).toContain('No video');
		expect(thumbnailsOf(message)).toEqual([]);
		await soon(() => stage.job(interaction)).toMatchObject({ delivery: { left: [], receipt: { rung: 'channel' } } });
	});
});

/** Discord takes no video, and every other file. */
const refuseVideos = (): void => {
	const match = (x: Exchange): boolean => x.form?.files.some(({ filename }) => filename.endsWith('.mp4')) === true;
	stage.discord.faults.answer({ match, answer: errorAnswer(413, 40005, 'Request entity too large'), times: Infinity });
};

describe.skipIf(!ffmpeg)('a video that is told as a link (needs ffmpeg)', () => {
	it.each([false, true])('shows its own first frame, in place of what it began with (private: %s)', async (secret) => {
		await set();
		refuseVideos();
		const interaction = await running({ options: { private: secret, spoiler: true } });
		finish();
		const message = await stage.told(interaction);
		expect(message.id === interaction.originalId).toBe(secret);
		expect(thumbnailsOf(message)).toMatchObject([
			{ description: expect.stringContaining('First frame of the video') as string, spoiler: true },
		]);
		expect(names(message)).toEqual([`reelay-${interaction.id}-frame.jpg`]);
		const { format, width, height } = await sharp(bytesOf(thumbnailsOf(message)[0])).metadata();
		expect({ format, width, height }).toEqual({ format: 'jpeg', width: 256, height: 144 });
		if (!secret) await soon(() => names(original(interaction))).toEqual([]);
		const kept = await keptFiles(stage, interaction.id);
		expect(kept.sort()).toEqual([`${interaction.id}-image.jpeg`, `${interaction.id}.mp4`]);
	});

	it('is told all the same where Discord takes no picture either', async () => {
		await set();
		stage.discord.faults.refuseUploads({ as: 40005 });
		const interaction = stage.video();
		await soon(() => stage.comet.creates).toBe(1);
		finish();
		const message = await stage.told(interaction);
		expect(JSON.stringify(message.components)).toContain(stage.comet.cdnOrigin);
		expect(stage.discord.files(message)).toEqual([]);
		// The video, and the frame of it, once each.
		expect(stage.discord.exchanges.filter((x) => (x.form?.files.length ?? 0) > 0)).toHaveLength(2);
	});

	it('is followed, with Continue, by a card that shows where it ended', async () => {
		await set();
		stage.comet.next({ pollsToDone: 1, outcome: 'succeeded' });
		const message = await stage.told(stage.video());
		const asked = stage.discord.press({
			user: stage.discord.world.alice,
			message,
			customId: buttonOf(message, 'continue')!,
		});
		await asked.responded();
		const press = stage.discord.submitModal(asked, { prompt: 'and then it rains' });
		await shown(press).toHaveLength(1);
		await soon(() => stage.comet.creates).toBe(2);
		finish();
		await soon(() => names(original(press))).toEqual([]);
	});
});

describe('a video that is told as a link, without ffmpeg', () => {
	it('has no picture, nor one that the card showed before', async () => {
		stage = await AppHarness.set({ env: { FFMPEG_PATH: '/nowhere/ffmpeg' }, comet: { plan: { outcome: 'stuck' } } });
		refuseVideos();
		const interaction = await running({ options: { private: true } });
		finish();
		const message = await stage.told(interaction);
		expect(message.id).toBe(interaction.originalId);
		expect(thumbnailsOf(message)).toEqual([]);
		expect(stage.discord.files(message)).toEqual([]);
	});
});

describe('an outcome that is handed out again', () => {
	it('shows what the job began with, to whoever asks alone', async () => {
		await set();
		const interaction = await running();
		stage.comet.settle(stage.comet.tasks[0]!, 'failed');
		await stage.told(interaction);
		await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed' });
		const videos = stage.discord.invoke({ user: stage.discord.world.alice, command: 'videos' });
		await soon(() => buttonOf(original(videos), 'fetch')).toBeDefined();
		const press = stage.discord.press({
			user: stage.discord.world.alice,
			message: original(videos)!,
			customId: buttonOf(original(videos), 'fetch')!,
		});
		await shown(press).toHaveLength(1);
		expect(press.ephemeral).toBe(true);
	});
});

describe('a job that begins without a picture', () => {
	it('sends no file but its video', async () => {
		await set();
		const interaction = stage.video();
		await soon(() => edits(interaction).length).toBeGreaterThan(2);
		finish();
		const message = await stage.told(interaction);
		expect(withVideo([message])).toHaveLength(1);
		expect(uploads()).toEqual([]);
		expect((await stage.job(interaction))?.destination.thumbnail ?? null).toBeNull();
	});
});
