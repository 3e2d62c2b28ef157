import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemberClips } from '../../../src/services/media/videos/memberClips.js';
import { sample } from '../../harness/videoFixtures.js';

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'heads-'));
});
afterEach(() => rm(folder, { recursive: true }));

const rule = { formats: ['mp4', 'mov', 'webm'], maxSeconds: 10, maxBytes: 50_000_000 } as const;
const clips = new MemberClips({ videos: { canEdit: () => Promise.resolve(false), cut: () => Promise.resolve(false) } });

function u32(...values: number[]): Buffer {
	const bytes = Buffer.alloc(values.length * 4);
	for (const [place, value] of values.entries()) bytes.writeUInt32BE(value, place * 4);
	return bytes;
}
const box = (type: string, ...inner: Buffer[]): Buffer => {
	const body = Buffer.concat(inner);
	return Buffer.concat([u32(8 + body.length), Buffer.from(type, 'latin1'), body]);
};
/** A head that says another size than it has. */
const says = (size: number, type: string, body = Buffer.alloc(0)): Buffer =>
	Buffer.concat([u32(size), Buffer.from(type, 'latin1'), body]);
const says64 = (size: bigint, type: string, body: Buffer): Buffer => {
	const large = Buffer.alloc(8);
	large.writeBigUInt64BE(size);
	return Buffer.concat([u32(1), Buffer.from(type, 'latin1'), large, body]);
};

const ftyp = box('ftyp', Buffer.from('isom'), u32(512), Buffer.from('isommp41'));
const mdat = box('mdat', Buffer.alloc(64));
/** The sample with so many bytes of one of its boxes overwritten; behind its type and `skip` bytes. */
const changed = (type: string, skip: number, ...values: number[]): Buffer => {
	const bytes = Buffer.from(sample);
	u32(...values).copy(bytes, bytes.indexOf(type, 0, 'latin1') + 4 + skip);
	return bytes;
};
/** The sample with the size of one of its boxes told otherwise. */
const resized = (type: string, size: number): Buffer => {
	const bytes = Buffer.from(sample);
	u32(size).copy(bytes, bytes.indexOf(type, 0, 'latin1') - 4);
	return bytes;
};
const nested = (depth: number): Buffer => {
	const bytes = Buffer.alloc(depth * 8);
	for (let at = 0; at < depth; at += 1) {
		bytes.writeUInt32BE((depth - at) * 8, at * 8);
		bytes.write(at === 0 ? 'moov' : ['trak', 'mdia', 'minf', 'stbl', 'edts'][at % 5]!, at * 8 + 4, 'latin1');
	}
	return bytes;
};

const most = 2 ** 32 - 1;
const inner = ['trak', 'mdia', 'minf', 'stbl', 'stsd', 'stts', 'stsz', 'mvhd', 'tkhd', 'mdhd', 'hdlr'];

const heads: [string, () => Buffer][] = [
	['a head alone', () => ftyp],
	['half a head', () => ftyp.subarray(0, 6)],
	['an index cut off', () => Buffer.concat([ftyp, sample.subarray(sample.indexOf('moov') - 4).subarray(0, 400)])],
	['media without an index', () => Buffer.concat([ftyp, mdat])],
	['an empty index', () => Buffer.concat([ftyp, box('moov'), mdat])],
	['a box of size 0 before the end', () => Buffer.concat([ftyp, says(0, 'moov'), mdat])],
	['a box of size 1 without its large size', () => Buffer.concat([ftyp, says(1, 'moov')])],
	['a box of 2^63 bytes', () => Buffer.concat([ftyp, says64(2n ** 63n, 'moov', mdat)])],
	['a box of 2^64 - 1 bytes', () => Buffer.concat([ftyp, says64(2n ** 64n - 1n, 'mdat', mdat)])],
	['a large size of 0', () => Buffer.concat([ftyp, says64(0n, 'moov', mdat)])],
	['an index of 200 MB that is not there', () => Buffer.concat([ftyp, says(200 * 1024 * 1024, 'moov'), mdat])],
	['boxes in boxes without end', () => Buffer.concat([ftyp, nested(100_000), mdat])],
	[
		'a hundred thousand empty boxes',
		() => Buffer.concat([ftyp, ...Array.from({ length: 100_000 }, () => box('free'))]),
	],
	['a time scale of 0', () => changed('mdhd', 12, 0)],
	['a time scale of 0 in the film’s head', () => changed('mvhd', 12, 0)],
	['a length of 2^32 - 1', () => changed('mvhd', 16, most)],
	['10^9 samples', () => changed('stsz', 4, 0, 1_000_000_000)],
	['10^9 samples of one size', () => changed('stsz', 4, 1, 1_000_000_000)],
	['10^9 samples in the times', () => changed('stts', 4, 1, 1_000_000_000, 1)],
	['2^32 - 1 lines of times', () => changed('stts', 4, most)],
	['2^32 - 1 chunks', () => changed('stco', 4, most)],
	['2^32 - 1 descriptions', () => changed('stsd', 4, most)],
	...inner.map((type): [string, () => Buffer] => [`${type} of size 0`, () => resized(type, 0)]),
	...inner.map((type): [string, () => Buffer] => [`${type} larger than its parent`, () => resized(type, most)]),
	[
		'a WebM of unknown sizes alone',
		() => Buffer.from('1a45dfa301ffffffffffffff1853806701ffffffffffffff1549a966', 'hex'),
	],
];

describe('the head of a member’s clip that wants harm', () => {
	it.each(heads)('%s: refused in words, or read within its bounds', async (_, make) => {
		const path = join(folder, 'clip');
		await writeFile(path, make());
		const before = process.memoryUsage().rss;
		const begun = performance.now();
		const judged = await clips.fit(path, { rule, cut: false });
		if (judged.type === 'bad') expect(judged.problem).toMatch(/^(?:not-a-clip|clip-)/u);
		else expect(judged).toMatchObject({ ending: 'mp4', width: 640, height: 360 });
		expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
		expect(performance.now() - begun).toBeLessThan(5000);
	});

	it('an index of 200 MB that is there is not read into memory', async () => {
		const path = join(folder, 'clip');
		const size = 200 * 1024 * 1024;
		await writeFile(path, Buffer.concat([ftyp, says(size, 'moov')]));
		const file = await open(path, 'r+');
		await file.truncate(ftyp.length + size + mdat.length);
		await file.write(mdat, 0, mdat.length, ftyp.length + size);
		await file.close();
		const before = process.memoryUsage().rss;
		expect(await clips.fit(path, { rule, cut: false })).toMatchObject({ type: 'bad' });
		expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
	});
});

/** What becomes of it as a member's clip. */
async function fitted(bytes: Buffer): Promise<string> {
	const path = join(folder, 'clip');
	await writeFile(path, bytes);
	return (await clips.fit(path, { rule, cut: false })).type;
}

describe('a list of places of which each line is compared with the others', () => {
	/** The sample in fragments, by its words, with a list of so many. */
	function fragments(count: number): Buffer {
		const at = sample.indexOf('moov', 0, 'latin1') - 4;
		const size = sample.readUInt32BE(at);
		const track = sample.readUInt32BE(sample.indexOf('tkhd', 0, 'latin1') + 16);
		const mvex = box('mvex', box('trex', u32(0, track, 1, 0, 0, 0)));
		const moov = Buffer.concat([u32(size + mvex.length), sample.subarray(at + 4, at + size), mvex]);
		const tfra = box('tfra', u32(0, track, 0, count), Buffer.alloc(count * 11));
		const mfra = box('mfra', tfra, box('mfro', u32(0, 8 + tfra.length + 16)));
		return Buffer.concat([sample.subarray(0, at), moov, sample.subarray(at + size), mfra]);
	}

	const element = (id: string, ...inner: Buffer[]): Buffer => {
		const body = Buffer.concat(inner);
		const size = Buffer.alloc(8);
		size.writeBigUInt64BE(BigInt(body.length) | (1n << 56n));
		return Buffer.concat([Buffer.from(id, 'hex'), size, body]);
	};
	const plain = (id: string, hex: string): Buffer => element(id, Buffer.from(hex, 'hex'));

	/** A WebM of one frame; its seek points are told in so many lists of so many lines. */
	function webm(count: number, lists = 1): Buffer {
		const head = element('1a45dfa3', plain('4282', Buffer.from('webm').toString('hex')), plain('4287', '02'));
		const duration = Buffer.alloc(8);
		duration.writeDoubleBE(2000);
		const info = element('1549a966', plain('2ad7b1', '0f4240'), element('4489', duration));
		const codec = plain('86', Buffer.from('V_VP8').toString('hex'));
		const track = [plain('d7', '01'), plain('73c5', '01'), plain('83', '01'), codec];
		const tracks = element(
			'1654ae6b',
			element('ae', ...track, element('e0', plain('b0', '0280'), plain('ba', '0168'))),
		);
		const line = Buffer.from('bb8bb38101b786f78101f18100', 'hex');
		const cues = element('1c53bb6b', Buffer.alloc(line.length * count, line));
		const cluster = element('1f43b675', plain('e7', '00'), plain('a3', '810000800000000000'));
		const all = Array.from({ length: lists }, () => cues);
		return Buffer.concat([head, element('18538067', info, tracks, ...all, cluster)]);
	}

	it.each([
		['an MP4 in fragments', fragments(10), fragments(100_000)],
		['a WebM', webm(10), webm(100_000)],
		['a WebM with many lists', webm(10, 20), webm(5000, 20)],
	])('is short, or not read: %s', async (_, short, long) => {
		expect(await fitted(short)).toBe('fine');
		expect(await fitted(long)).toBe('bad');
	});
});
