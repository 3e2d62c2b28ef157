import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { inspectVideo } from '../../../src/services/media/videos/videoInspection.js';
import { hasFfmpeg, makeFilm, noisy, probe, type FilmName } from '../../harness/films.js';
import { VideoFixtures } from '../../harness/videoFixtures.js';

const desk = VideoFixtures.open();
const jobId = '123456789012345678';
const ample = 50_000_000;

/** What is handed out of a film, and what it is by its bytes. */
async function handedOut(name: FilmName, limit = ample, source?: string) {
	const original = makeFilm(name, source);
	const media = await desk.kept(jobId, original);
	const fitted = await desk.videos.fitUnder(media, limit);
	if (fitted === undefined) throw new Error(`${name}: nothing`);
	const bytes = await readFile(fitted.path);
	expect(bytes.length).toBe(fitted.bytes);
	return {
		original,
		media,
		fitted,
		bytes,
		seen: await inspectVideo(fitted.path),
		type: (await desk.videos.blob(fitted.path)).type,
	};
}

describe.skipIf(!hasFfmpeg)('a result that plays (needs ffmpeg)', () => {
	it.each<[FilmName, string]>([
		['ordinary', 'video/mp4'],
		['opus', 'video/mp4'],
		['av1', 'video/mp4'],
		['vp9', 'video/webm'],
		['vp8', 'video/webm'],
	])('goes as it came: %s', async (name, type) => {
		const out = await handedOut(name);
		expect(out.fitted).toMatchObject({ form: 'original' });
		expect(out.fitted.note).toBeUndefined();
		expect(out.bytes.equals(out.original)).toBe(true);
		expect(out.type).toBe(type);
	});

	it.each<[FilmName, string, string]>([
		['index last', 'video/mp4', 'h264'],
		['fragmented', 'video/mp4', 'h264'],
		['headless', 'video/webm', 'vp8'],
		['QuickTime', 'video/mp4', 'h264'],
		['Matroska', 'video/mp4', 'h264'],
		['MPEG-TS', 'video/mp4', 'h264'],
	])('gets another file around the same streams: %s', async (name, type, codec) => {
		const out = await handedOut(name);
		expect(out.fitted).toMatchObject({ form: 'original' });
		expect(out.type).toBe(type);
		expect(out.seen).toMatchObject({ type: 'video', playback: 'plays', width: 320, height: 180 });
		if (out.seen.type === 'video') expect(out.seen.seconds).toBeCloseTo(1, 0);
		expect(probe(out.fitted.path).streams[0]?.codec_name).toBe(codec);
		// The copy is for the telling alone; what came stays.
		await desk.videos.discardCopies(jobId);
		expect(await desk.files()).toEqual([out.media.file]);
		expect((await readFile(desk.videos.path(out.media))).equals(out.original)).toBe(true);
	});

	it.each<FilmName>([
		...(['HEVC', 'ProRes', 'Motion JPEG', 'MPEG-4 part 2', 'H.263', '10 bits', '4:4:4'] as const),
		...(['AVI', 'GIF', 'odd sides'] as const),
	])('is made anew: %s', async (name) => {
		const out = await handedOut(name);
		expect(out.fitted).toMatchObject({ form: 'reencoded', note: 'converted' });
		expect(out.type).toBe('video/mp4');
		expect(out.seen).toMatchObject({ type: 'video', ending: 'mp4', playback: 'plays' });
		expect(probe(out.fitted.path).streams[0]).toMatchObject({
			codec_name: 'h264',
			pix_fmt: 'yuv420p',
			profile: 'High',
		});
	});

	it('keeps the picture where only the sound cannot be played', async () => {
		const out = await handedOut('AC-3 sound');
		expect(out.fitted).toMatchObject({ note: 'converted' });
		expect(out.seen).toMatchObject({ playback: 'plays' });
		expect(probe(out.fitted.path).streams.map(({ codec_name }) => codec_name)).toEqual(['h264', 'aac']);
	});

	it.each<FilmName>(['fragmented', 'AVI', 'HEVC'])('is made smaller, too, whatever its head says: %s', async (name) => {
		const out = await handedOut(name, 60_000, noisy);
		expect(out.original.length).toBeGreaterThan(100_000);
		expect(out.fitted).toMatchObject({ form: 'reencoded', note: 'smaller' });
		expect(out.fitted.bytes).toBeLessThanOrEqual(60_000);
		expect(out.seen).toMatchObject({ playback: 'plays' });
	});

	it('is no film when there is sound alone', async () => {
		const urls = [desk.serve('/a', makeFilm('sound alone'))];
		expect(await desk.videos.tryKeep({ jobId, urls })).toMatchObject({ type: 'failed', cause: 'unusable' });
	});
});

describe.skipIf(!hasFfmpeg)('without ffmpeg beside the bot (the films of this suite need it)', () => {
	const without = () => desk.another({ ffmpegPath: join(desk.root, 'no-such-program') });

	it.each<[FilmName, string | undefined]>([
		['ordinary', undefined],
		['index last', undefined],
		['QuickTime', undefined],
		['HEVC', 'may-not-play'],
		['Matroska', 'may-not-play'],
		['AVI', 'may-not-play'],
		['AC-3 sound', 'may-not-play'],
	])('the file is offered as it came, and what is said of it is true: %s', async (name, note) => {
		const media = await desk.kept(jobId, makeFilm(name));
		const fitted = await without().fitUnder(media, ample);
		expect(fitted).toMatchObject({ form: 'original', bytes: media.bytes });
		expect(fitted?.note).toBe(note);
	});
});
