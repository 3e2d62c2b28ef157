import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { mostPieces, isTooMuch, pieceOf } from '../../../src/jobs/delivery/chain.js';
import type { KeptMedia } from '../../../src/jobs/record/job.js';
import { aJob } from '../../harness/aJob.js';
import { hasFfmpeg, makeFilm, probe, type FilmName } from '../../harness/films.js';
import { VideoFixtures } from '../../harness/videoFixtures.js';

const desk = VideoFixtures.open();
const ids = ['700000000000000001', '700000000000000002', '700000000000000003'] as const;
const joined = '700000000000000002_j';

describe.skipIf(!hasFfmpeg)('joining (needs ffmpeg)', () => {
	const made: Partial<Record<FilmName | 'tall' | 'slow', Buffer>> = {};
	beforeAll(() => {
		for (const name of ['ordinary', 'vp9', 'odd sides'] as const) made[name] = makeFilm(name);
		made.tall = makeFilm('ordinary', 'testsrc=s=180x320:d=1:r=15');
		made.slow = makeFilm('ordinary', 'testsrc=s=320x180:d=1:r=10');
	});

	async function keep(...names: (keyof typeof made)[]): Promise<KeptMedia[]> {
		const kept: KeptMedia[] = [];
		for (const [at, name] of names.entries()) kept.push(await desk.kept(ids[at], made[name]));
		return kept;
	}
	const streamsOf = (file: string) => probe(join(desk.folder, file)).streams;

	it.each([
		['MP4', 'ordinary', 'mp4', ['h264', 'aac']],
		['WebM', 'vp9', 'webm', ['vp9', 'opus']],
	] as const)('copies the streams of %s films that agree', async (_, name, ending, codecs) => {
		const media = await desk.videos.join(joined, await keep(name, name, name));
		expect(media).toMatchObject({ file: `${joined}.${ending}`, width: 320, height: 180 });
		expect(media!.seconds).toBeCloseTo(3, 0);
		const [picture, sound] = streamsOf(media!.file);
		expect([picture?.codec_name, sound?.codec_name]).toEqual(codecs);
		// Most of a piece's bytes stand in the film as often as the piece: nothing was made anew but what is around them.
		const piece = await readFile(join(desk.folder, `${ids[0]}.${ending}`));
		const film = await readFile(join(desk.folder, media!.file));
		const samples = Array.from({ length: 20 }, (_, at) => Math.floor((piece.length * (at + 1)) / 22));
		const twice = samples.filter((at) => {
			const bytes = piece.subarray(at, at + 32);
			return film.indexOf(bytes, film.indexOf(bytes) + 1) > 0;
		});
		expect(twice.length).toBeGreaterThan(10);
	});

	it.each([
		['another shape', 'tall'],
		['another codec and container', 'vp9'],
		['another frame rate', 'slow'],
		['odd sides and no sound', 'odd sides'],
	] as const)('makes everything anew in the shape of the first one where one has %s', async (_, other) => {
		const media = await desk.videos.join(joined, await keep('ordinary', other));
		expect(media).toMatchObject({ file: `${joined}.mp4`, contentType: 'video/mp4', width: 320, height: 180 });
		expect(media!.seconds).toBeCloseTo(2, 0);
		const [picture, sound] = streamsOf(media!.file);
		expect(picture).toMatchObject({ codec_name: 'h264', pix_fmt: 'yuv420p', r_frame_rate: '15/1' });
		expect(sound).toMatchObject({ codec_name: 'aac', channels: 2 });
		expect((await desk.files()).filter((file) => file.startsWith(joined))).toEqual([`${joined}.mp4`]);
	});

	it('finds what it has made, and leaves nothing where it can make nothing', async () => {
		const pieces = await keep('ordinary', 'ordinary');
		const first = await desk.videos.join(joined, pieces);
		const { mtimeMs } = await stat(join(desk.folder, first!.file));
		expect(await desk.another().join(joined, pieces)).toEqual(first);
		expect((await stat(join(desk.folder, first!.file))).mtimeMs).toBe(mtimeMs);

		const poor = desk.another({ ffmpegPath: '/nowhere/ffmpeg' });
		expect(await poor.join('700000000000000002_j2', pieces)).toBeUndefined();
		expect((await desk.files()).filter((file) => file.startsWith('700000000000000002_j2'))).toEqual([]);
	});
});

describe('pieces', () => {
	const piece = (seconds: number, bytes = 1_000) =>
		pieceOf(
			aJob({
				outcome: { type: 'succeeded', at: 0, result: { urls: [] } },
				media: { file: '700000000000000001.mp4', bytes, contentType: 'video/mp4', seconds },
			}),
		)!;

	it('have bounds together', () => {
		expect(isTooMuch([piece(8), piece(8)])).toBe(false);
		expect(isTooMuch(Array.from({ length: mostPieces + 1 }, () => piece(1)))).toBe(true);
		expect(isTooMuch([piece(200), piece(200)])).toBe(true);
		expect(isTooMuch([piece(8, 6e8), piece(8, 6e8)])).toBe(true);
	});
});
