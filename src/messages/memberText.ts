/** A character that is longer than this in UTF-16 is a pile of marks, and is cut to its first letter. */
const longestCharacter = 32;

/** Keeps emoji together; the segmenter knows what a reader takes for one character, in Korean too. */
const segmenter = new Intl.Segmenter('ko', { granularity: 'grapheme' });

const emojiJoin = /(?<=[\p{Extended_Pictographic}\u{FE0F}\p{Emoji_Modifier}])\u{200D}(?=\p{Extended_Pictographic})/gu;
const keptJoin = '\u{E000}';

/** Control, format (zero-width, bidi, tags), private-use and lone surrogate characters, and letters that show nothing. */
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u{034F}\u{115F}\u{1160}\u{17B4}\u{17B5}\u{2800}\u{3164}\u{FFA0}]/gu;

/** What begins a span, a link, a mention, an emoji or a timestamp anywhere in Discord's markdown. */
const anywhere = /[\\`*_~|[\]<>]/gu;

/** What begins a heading, a list or a quote at the head of a line. */
const atHead = /^(?:[#+-]|\d+(?=[.)]))/u;

const zeroWidthSpace = '\u{200B}';

/**
 * A member's words made harmless for a message: one line, nothing invisible, no markdown, nobody mentioned, no link
 * that hides its address, shortened at a whole character.
 * @param max longest result in UTF-16 units, escapes included: what is left over fits a budget by construction
 */
export function neutralise(text: string, max: number): string {
	return shorten(escapedHead(visible(text)), max);
}

/** The same words for places without markdown (alt texts, labels): visible characters only, shortened. */
export function plain(text: string, max: number): string {
	return shorten(characters(visible(text)), max);
}

function visible(text: string): string {
	return text
		.normalize('NFC')
		.replace(/\s+/gu, ' ')
		.replace(/\u{E000}/gu, '')
		.replace(emojiJoin, keptJoin)
		.replace(invisible, (found) => (found === keptJoin ? '\u{200D}' : ''))
		.trim();
}

const characters = (text: string): string[] =>
	[...segmenter.segment(text)].map(({ segment }) =>
		segment.length > longestCharacter ? String.fromCodePoint(segment.codePointAt(0) ?? 0) : segment,
	);

function escapedHead(text: string): string[] {
	const head = atHead.exec(text)?.[0] ?? '';
	// `1\.` is no list any more; the others are escaped where they stand.
	const escapedFirst = head === '' ? [] : /\d/u.test(head) ? [`${head}\\`] : [`\\${head}`];
	return [...escapedFirst, ...characters(text.slice(head.length)).map(escapeCharacter)];
}

function escapeCharacter(character: string): string {
	return character
		.replace(anywhere, '\\$&')
		.replace('<', `<${zeroWidthSpace}`)
		.replace('@', `@${zeroWidthSpace}`)
		.replace(':', '\\:');
}

function shorten(parts: readonly string[], max: number): string {
	const whole = parts.join('');
	if (whole.length <= max) return whole;

	let kept = '';
	for (const part of parts) {
		if (kept.length + part.length + 1 > max) break;
		kept += part;
	}
	return max < 1 ? '' : `${kept.trimEnd()}…`;
}
