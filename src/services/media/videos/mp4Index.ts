import type { FileHandle } from 'node:fs/promises';

/** Where a box lies in its file. */
interface Place {
	readonly at: number;
	readonly size: number;
}

/** The boxes that hold boxes which matter here. */
const holders: ReadonlySet<string> = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl', 'edts', 'mvex', 'moof', 'traf']);

/** Bytes of the body before the number of lines, and of one line, in boxes that are lists. */
const lists: Readonly<Record<string, readonly [number, number]>> = {
	stts: [4, 8],
	ctts: [4, 8],
	stsc: [4, 12],
	stco: [4, 4],
	co64: [4, 8],
	stss: [4, 4],
	stsd: [4, 8],
};

/** Samples of a whole file that are told one by one, and lines of its lists; an hour of film and its sound have some 700 000. */
const mostSamples = 1_500_000;
/** Those of one size and length count as one line: sound without compression has 48 000 a second. */
const mostAlike = 1_000_000_000;
/** Real ones have a few thousand, at six levels. */
const mostInnerBoxes = 20_000;
const mostLevels = 10;

/**
 * Judges the index of an MP4 by its numbers, before anybody makes tables of the size that those tell: a file of one kilobyte
 * can claim four billion samples, or a second of no parts. One for each file; fragments are counted together.
 */
export class Mp4Index {
	#samples = 0;
	#boxes = 0;
	/** Of the track in hand: samples whose times are told, and whether they are shown in another order, one by one. */
	#timed = 0;
	#isReordered = false;

	/** Why a `moov` or `moof` cannot be read within bounds; `undefined` where it can. */
	async problem(handle: FileHandle, { at, size }: Place): Promise<string | undefined> {
		const bytes = Buffer.alloc(size);
		const { bytesRead } = await handle.read(bytes, 0, size, at);
		return bytesRead < size ? 'index cut off' : this.#within(bytes, 0);
	}

	#within(bytes: Buffer, level: number): string | undefined {
		if (level > mostLevels) return 'too many levels';
		for (let at = 0; at + 8 <= bytes.length;) {
			const size = bytes.readUInt32BE(at);
			const type = bytes.toString('latin1', at + 4, at + 8);
			this.#boxes += 1;
			if (this.#boxes > mostInnerBoxes) return 'too many boxes';
			if (size < 8 || at + size > bytes.length) return `${type} does not fit`;
			const body = bytes.subarray(at + 8, at + size);
			const problem = this.#box(type, body, level);
			if (problem !== undefined) return problem;
			at += size;
		}
		return undefined;
	}

	#box(type: string, body: Buffer, level: number): string | undefined {
		if (!holders.has(type)) return this.#leaf(type, body);
		if (type !== 'trak') return this.#within(body, level + 1);
		if (level !== 1) return 'a track within a track';
		this.#timed = 0;
		this.#isReordered = false;
		const problem = this.#within(body, level + 1);
		return problem ?? this.#reordered();
	}

	/** What is shown in another order than it is stored in has its times sorted, one by one. */
	#reordered(): string | undefined {
		return this.#isReordered ? this.#count(this.#timed) : undefined;
	}

	#leaf(type: string, body: Buffer): string | undefined {
		const list = lists[type];
		const problem = list === undefined ? undefined : this.#list(type, body, list);
		if (problem !== undefined) return problem;
		if (type === 'ctts') this.#isReordered = true;
		if (type === 'stts') return this.#times(body);
		if (type === 'mvhd' || type === 'mdhd') return scaleProblem(type, body);
		if (type === 'stsz') return this.#sizes(body);
		if (type === 'trun') return this.#run(body);
		return undefined;
	}

	#list(type: string, body: Buffer, [before, line]: readonly [number, number]): string | undefined {
		const lines = body.length >= before + 4 ? body.readUInt32BE(before) : Infinity;
		return before + 4 + lines * line > body.length ? `${type} does not fit` : this.#count(lines);
	}

	#times(body: Buffer): string | undefined {
		for (let line = 0; line < body.readUInt32BE(4); line += 1) this.#timed += body.readUInt32BE(8 + line * 8);
		return this.#timed > mostAlike ? 'too many samples' : undefined;
	}

	#sizes(body: Buffer): string | undefined {
		if (body.length < 12) return 'stsz does not fit';
		const count = body.readUInt32BE(8);
		if (body.readUInt32BE(4) !== 0) return count > mostAlike ? 'too many samples' : undefined;
		if (12 + count * 4 > body.length) return 'stsz does not fit';
		return this.#count(count);
	}

	#run(body: Buffer): string | undefined {
		if (body.length < 8) return 'trun does not fit';
		return this.#count(body.readUInt32BE(4));
	}

	#count(samples: number): string | undefined {
		this.#samples += samples;
		return this.#samples > mostSamples ? 'too many samples' : undefined;
	}
}

/** Times are told in parts of a second: of none there is no time. */
function scaleProblem(type: string, body: Buffer): string | undefined {
	const at = body[0] === 1 ? 20 : 12;
	return body.length >= at + 4 && body.readUInt32BE(at) > 0 ? undefined : `${type} without a scale`;
}
