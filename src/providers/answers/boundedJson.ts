import { readJson } from '../../lib/readJson.js';

/** Longest text inside JSON that is kept whole, in bytes; no word, id or address is longer, but a `data:` address may be. */
const longestText = 16_384;
/** An escape (`\u00e9`) must not be cut in two. */
const longestEscape = 6;

const quote = 0x22;
const backslash = 0x5c;
const firstBeyondAscii = 0x80;

/**
 * Takes JSON as it comes, byte by byte, and leaves out of every long text in it all but the beginning, so that an answer
 * with a whole video in a `data:` address is read in the memory of one without. What stands outside texts is kept.
 */
export class LongTextCutter {
	readonly #kept: Uint8Array[] = [];
	#inText = false;
	#escaped = false;
	#cut = false;
	/** Bytes of the text at hand that have gone by, and since its last backslash. */
	#length = 0;
	#sinceEscape = 0;
	#bytes = 0;

	/** Bytes kept so far. */
	get bytes(): number {
		return this.#bytes;
	}

	/** What was kept, decoded. */
	get text(): string {
		return Buffer.concat(this.#kept).toString('utf8');
	}

	take(chunk: Uint8Array): void {
		/** Where the piece begins that is to be kept. */
		let from = 0;
		for (let at = 0; at < chunk.length; at += 1) {
			const byte = chunk[at] ?? 0;
			if (!this.#inText) {
				if (byte === quote) this.#begin();
			} else if (byte === quote && !this.#escaped) {
				if (this.#cut) from = at;
				this.#inText = false;
			} else if (this.#isLongAfter(byte)) {
				this.#keep(chunk.subarray(from, at + 1));
				this.#cut = true;
			}
		}
		if (!this.#inText || !this.#cut) this.#keep(chunk.subarray(from));
	}

	#begin(): void {
		this.#inText = true;
		this.#escaped = false;
		this.#cut = false;
		this.#length = 0;
		this.#sinceEscape = longestEscape;
	}

	/** Counts a byte of a text, and tells whether it is the one after which nothing more of it is kept. */
	#isLongAfter(byte: number): boolean {
		this.#length += 1;
		this.#escaped = byte === backslash && !this.#escaped;
		this.#sinceEscape = byte === backslash ? 0 : this.#sinceEscape + 1;
		const isWhole = byte < firstBeyondAscii && this.#sinceEscape >= longestEscape;
		return !this.#cut && this.#length >= longestText && isWhole;
	}

	#keep(piece: Uint8Array): void {
		if (piece.length === 0) return;
		this.#kept.push(piece);
		this.#bytes += piece.length;
	}
}

/** Nesting that is closed at most; deeper text is no answer of any route. */
const deepest = 200;

/**
 * The JSON value in a text that broke off, closed where it broke: a half-read text, number or word at its end is left out.
 * `undefined` when even that is no JSON.
 */
export function closedJson(text: string): unknown {
	const open: string[] = [];
	/** Where the last value that is certainly whole ended. No bracket has opened or closed since. */
	let whole = 0;
	let inText = false;
	for (let at = 0; at < text.length; at += 1) {
		const sign = text[at];
		if (inText) {
			if (sign === '\\') at += 1;
			else if (sign === '"') inText = false;
			continue;
		}
		if (sign === '"') inText = true;
		else if (sign === ',') whole = at;
		else if (sign === '{' || sign === '[' || sign === '}' || sign === ']') {
			if (sign === '{' || sign === '[') open.push(sign === '{' ? '}' : ']');
			else open.pop();
			if (open.length > deepest) return undefined;
			whole = at + 1;
		}
	}
	return readJson(text.slice(0, whole) + open.toReversed().join(''));
}
