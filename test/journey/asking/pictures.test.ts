import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Upload } from '../../../sandbox/discord/world/actions.js';
import { heic, twoHalves } from '../../harness/pictureSamples.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { AppHarness, textOf } from '../../harness/appHarness.js';

let stage: AppHarness;
beforeAll(async () => {
	stage = await AppHarness.set({
		comet: { plan: { pollsToDone: 1 } },
		env: { DAILY_USD: '', MEMBER_DAILY_VIDEOS: '1', CONFIRM_ABOVE_USD: '100' },
	});
});
afterAll(async () => {
	// What members gave is gone as soon as the creates were answered.
	expect(await readdir(join(stage.folder, 'media', 'inputs')).catch(() => [])).toEqual([]);
	expectGoodManners(stage);
	await stage.close();
});

const colour = (background: string, width = 640, height = 360): Promise<Buffer> =>
	sharp({ create: { width, height, channels: 3, background } })
		.jpeg({ quality: 95 })
		.toBuffer();

const upload = (bytes: Uint8Array, name = 'picture.jpg'): Upload => ({ name, bytes });

/** A new member asks with pictures; the files of the create that came of it, in order. */
async function sent(attachments: Record<string, Upload>, options: Record<string, string> = {}) {
	const interaction = stage.video({ user: stage.member(), attachments, options: { prompt: 'a boat', ...options } });
	await stage.told(interaction);
	return stage.comet.tasks.at(-1)!.exchange.form!.files;
}

const middle = async (bytes: Buffer): Promise<string> => {
	const { dominant } = await sharp(bytes).stats();
	return dominant.r > 128 ? 'red' : dominant.g > 100 ? 'green' : 'blue';
};

describe('pictures on their way to the provider', () => {
	it('a photo arrives upright and without the place where it was taken', async () => {
		const bytes = await twoHalves(640, 360)
			.withExif({
				IFD0: { Orientation: '6', Make: 'Phone' },
				IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '37/1 33/1 0/1' },
			})
			.withMetadata({ orientation: 6 })
			.jpeg()
			.toBuffer();
		const [file] = await sent({ image: upload(bytes, 'IMG_0001.jpg') });

		const seen = await sharp(file!.bytes).metadata();
		expect(file).toMatchObject({ name: 'input_reference', contentType: 'image/jpeg' });
		expect({ width: seen.width, height: seen.height }).toEqual({ width: 360, height: 640 });
		expect(seen.exif).toBeUndefined();
		expect(seen.orientation ?? 1).toBe(1);
		// Turned by a quarter: what was above stands on the right.
		const right = await sharp(file!.bytes).extract({ left: 300, top: 300, width: 20, height: 20 }).toBuffer();
		expect(await middle(right)).toBe('red');
		expect(file!.filename).not.toContain('IMG');
	});

	it('first and last frame go in that order, whichever was attached first', async () => {
		const [red, blue] = [await colour('#f00000'), await colour('#0000f0')];
		const files = await sent({ last_frame: upload(blue), image: upload(red) }, { model: 'veo3' });
		expect(await Promise.all(files.map(({ bytes }) => middle(bytes)))).toEqual(['red', 'blue']);
	});

	it('references go in the order of their numbers', async () => {
		const [red, green, blue] = await Promise.all(['#f00000', '#00f000', '#0000f0'].map((value) => colour(value)));
		const attachments = { reference_3: upload(blue!), reference_1: upload(red!), reference_2: upload(green!) };
		const files = await sent(attachments, { model: 'doubao-seedance-2-0' });
		expect(await Promise.all(files.map(({ bytes }) => middle(bytes)))).toEqual(['red', 'green', 'blue']);
	});

	it('is made exactly as large as a model wants it', async () => {
		const [file] = await sent({ image: upload(await colour('#f00000', 999, 333)) }, { model: 'sora-2' });
		const { width, height } = await sharp(file!.bytes).metadata();
		expect(`${width}x${height}`).toBe('1280x720');
	});
});

describe('a picture that cannot be used', () => {
	const broken = async (): Promise<Buffer> => (await colour('#f00000', 800, 800)).subarray(0, 700);

	it.each<[string, () => Upload | Promise<Upload>, string]>([
		['a HEIC photo, by its name', () => upload(heic, 'IMG_0001.heic'), 'HEIC'],
		['one that is too large, by its size', () => upload(new Uint8Array(26 * 1024 * 1024), 'big.png'), 'larger than'],
	])('%s: refused before there is a job', async (_, make, words) => {
		const user = stage.member();
		const interaction = stage.video({ user, attachments: { image: await make() } });
		expect(await interaction.responded()).toMatchObject({ type: 4, ephemeral: true });
		const text = textOf(stage.discord.original(interaction));
		expect(text).toContain(words);
		expect(text).toContain('image');
		expect(await stage.job(interaction)).toBeUndefined();
	});

	it.each<[string, () => Upload | Promise<Upload>, string, string]>([
		['text that is called a picture', () => upload(Buffer.from('<html>hello</html>')), 'en-US', 'not a picture'],
		['a HEIC photo that is called a JPEG', () => upload(heic), 'en-US', 'HEIC'],
		['half a picture', async () => upload(await broken()), 'en-US', 'could not be read'],
		['half a picture, told in Korean', async () => upload(await broken()), 'ko', '읽을 수 없어요'],
	])('%s: told in private, and no trace is left', async (_, make, locale, words) => {
		const user = stage.member(locale);
		const [before, channel] = [stage.comet.creates, stage.discord.messages().length];
		const attachments = { image: upload(await colour('#f00000')), last_frame: await make() };
		const interaction = stage.video({ user, attachments, options: { model: 'veo3' } });

		const messages = await stage.until((all) => all.some((one) => textOf(one).includes(words)), { viewer: user.id });
		const notice = messages.find((one) => textOf(one).includes(words));
		expect(notice!.flags! & 64).toBe(64);
		expect(textOf(notice)).toContain(locale === 'ko' ? '마지막' : 'last_frame');
		await stage.until((all) => all.length === channel);
		await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed' });
		expect(stage.comet.creates).toBe(before);

		// Nothing was counted: the one video of the day is still to be had.
		await stage.told(stage.video({ user }));
	});
});
