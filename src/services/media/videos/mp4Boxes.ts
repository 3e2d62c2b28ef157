import type { FileHandle } from 'node:fs/promises';
import { Mp4Index } from './mp4Index.js';

/** How far the boxes of an MP4 or QuickTime file go. */
interface Mp4Boxes {
	/** Where the last sound box ends; what follows is no part of the film. */
	readonly end: number;
	/** It has its index and its media, whole. */
	readonly complete: boolean;
	/** Its one index stands before its media, so that it plays while it loads. */
	readonly indexFirst: boolean;
	/** Why its index cannot be read within bounds. */
	readonly problem?: string | undefined;
}

const essential: ReadonlySet<string> = new Set(['moov', 'mdat', 'moof']);
const firstTypes: ReadonlySet<string> = new Set(['ftyp', 'wide', 'moov']);
const knownType = /^[\x20-\x7e\xa9]{4}$/u;
/** An index this large belongs to no clip, and would have to be held in memory. */
const largestIndexBytes = 64 * 1024 * 1024;
/** A list of a few brands; text in place of a size reads as billions. */
const largestFtypBytes = 4096;
/** Some ten thousand fragments; whoever reads more lines of it compares each with the others. */
const largestFragmentList = 256 * 1024;
/** Fragmented films have two boxes a fragment. */
const mostBoxes = 20_000;

/**
 * Walks the outermost boxes (ISO/IEC 14496-12, section 4.2): 32-bit size, type, then a 64-bit size where the first is 1; a
 * size of 0 goes to the end. Reads the heads, and the numbers of the index. `undefined` when it does not begin like such a file.
 */
export async function readMp4Boxes(handle: FileHandle, bytes: number): Promise<Mp4Boxes | undefined> {
	const boxes = await walk(handle, bytes);
	return boxes && { ...boxes, problem: boxes.problem ?? (await fragmentListProblem(handle, boxes.end)) };
}

async function walk(handle: FileHandle, bytes: number): Promise<Mp4Boxes | undefined> {
	const head = Buffer.alloc(16);
	const seen = new Set<string>();
	const index = new Mp4Index();
	let problem: string | undefined;
	let end = 0;
	for (let count = 0; count < mostBoxes && end < bytes; count += 1) {
		const { bytesRead } = await handle.read(head, 0, 16, end);
		const { type, size } = readHead(head.subarray(0, bytesRead), bytes - end);
		if (count === 0 && (!firstTypes.has(type) || (type === 'ftyp' && size > largestFtypBytes))) return undefined;
		const isIndex = type === 'moov' || type === 'moof';
		if (isIndex && size > largestIndexBytes)
			return { end, complete: true, indexFirst: false, problem: `${type} too large` };
		if (!knownType.test(type) || size < 8 || end + size > bytes) {
			return { end, complete: isWhole(seen) && !essential.has(type), indexFirst: isIndexFirst(seen), problem };
		}
		if (isIndex) problem ??= await index.problem(handle, { at: end, size });
		seen.add(type);
		end += size;
	}
	return { end, complete: isWhole(seen), indexFirst: isIndexFirst(seen), problem };
}

/** The last word of a file tells where its list of fragments begins (ISO/IEC 14496-12, section 8.8.11), wherever that is. */
async function fragmentListProblem(handle: FileHandle, end: number): Promise<string | undefined> {
	const head = Buffer.alloc(16);
	await handle.read(head, 0, 4, Math.max(0, end - 4));
	const at = end - head.readUInt32BE(0);
	if (at < 0 || at > end - 8) return undefined;
	const { bytesRead } = await handle.read(head, 0, 16, at);
	const { type, size } = readHead(head.subarray(0, bytesRead), end - at);
	return type === 'mfra' && size > largestFragmentList ? 'mfra too large' : undefined;
}

/** A film in fragments has an index, too, but one for each of them beside it. */
function isIndexFirst(seen: ReadonlySet<string>): boolean {
	const order = [...seen];
	return order.indexOf('moov') < order.indexOf('mdat') && !seen.has('moof');
}

const isWhole = (seen: ReadonlySet<string>): boolean => seen.has('moov') && seen.has('mdat');

function readHead(head: Buffer, left: number): { type: string; size: number } {
	if (head.length < 8) return { type: '', size: 0 };
	const type = head.toString('latin1', 4, 8);
	const size = head.readUInt32BE(0);
	if (size === 0) return { type, size: left };
	if (size !== 1) return { type, size };
	return { type, size: head.length < 16 ? 0 : Number(head.readBigUInt64BE(8)) };
}
