import type { Words } from '../../i18n/en.js';

/** A character that is longer than this in UTF-16 is a pile of marks, and is cut to its first letter. */
const longestCharacter = 32;

/** Keeps emoji together; the segmenter knows what a reader takes for one character, in Korean too. */
const segmenter = new Intl.Segmenter('ko', { granularity: 'grapheme' });

const emojiJoin = /(?<=[\p{Extended_Pictographic}\u{FE0F}\p{Emoji_Modifier}])\u{200D}(?=\p{Extended_Pictographic})/gu;
const keptJoin = '\u{E000}';

/** Control, format (zero-width, bidi, tags), private-use and lone surrogate characters, and letters that show nothing. */
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u{034F}\u{115F}\u{1160}\u{17B4}\u{17B5}\u{2800}\u{3164}\u{FFA0}]/gu;

/** What begins a span, a link (`https://`), a mention, an emoji or a timestamp anywhere in Discord's markdown. */
const anywhere = /[\\`*_~|[\]<>/]/gu;

/** What begins a heading, a list or a quote at the head of a line. */
const atHead = /^(?:[#+-]|\d+(?=[.)]))/u;

const zeroWidthSpace = '\u{200B}';

/**
 * A member's words made harmless for a message: one line, nothing invisible, no markdown, nobody mentioned, no link
 * that hides its address, shortened at a whole character.
 * @param max longest result in UTF-16 units, escapes included: what is left over fits a budget by construction
 */
export function neutralise(text: string, max: number): string {
	return shorten(escaped(visible(text)), max);
}

/** The same words for places without markdown (alt texts, labels): visible characters only, shortened. */
export function plain(text: string, max: number): string {
	return shorten(characters(visible(text)), max);
}

/**
 * A member's own words in a block of their own, to be copied: line by line as they wrote them, and nothing in it can end it.
 * @param max longest result in UTF-16 units; '' where there is nothing to show
 */
export function quotedBlock(text: string, max: number): string {
	const room = Math.max(0, max - blockFrame.length);
	const lines = text.slice(0, room).split(/\r?\n/u);
	const whole = lines.map((line) => visible(line)).join('\n');
	const shown = shorten(characters(whole.replaceAll('```', "'''").trim()), room);
	return shown === '' ? '' : `\`\`\`\n${shown}\n\`\`\``;
}

const blockFrame = '```\n\n```';

function visible(text: string): string {
	return (
		text
			.normalize('NFC')
			// A byte order mark counts as white space, and shows nothing.
			.replace(/[\u{FEFF}\u{E000}]/gu, '')
			.replace(/\s+/gu, ' ')
			.replace(emojiJoin, keptJoin)
			.replace(invisible, (found) => (found === keptJoin ? '\u{200D}' : ''))
			.trim()
	);
}

/** Character by character, as far as they are asked for: reading all of a long text would take milliseconds. */
function* characters(text: string): Generator<string> {
	for (const { segment } of segmenter.segment(text)) {
		yield segment.length > longestCharacter ? String.fromCodePoint(segment.codePointAt(0) ?? 0) : segment;
	}
}

function* escaped(text: string): Generator<string> {
	const head = atHead.exec(text)?.[0] ?? '';
	// `1\.` is no list any more; the others are escaped where they stand.
	if (head !== '') yield /\d/u.test(head) ? `${head}\\` : `\\${head}`;
	for (const character of characters(text.slice(head.length))) yield escapeCharacter(character);
}

const escapeCharacter = (character: string): string =>
	character.replace(anywhere, '\\$&').replace('<', `<${zeroWidthSpace}`).replace('@', `@${zeroWidthSpace}`);

function shorten(parts: Iterable<string>, max: number): string {
	let whole = '';
	/** Where it would be cut: the last character that leaves room for the ellipsis. */
	let cut = 0;
	for (const part of parts) {
		if (whole.length + part.length > max) return max < 1 ? '' : `${whole.slice(0, cut).trimEnd()}…`;
		whole += part;
		if (whole.length < max) cut = whole.length;
	}
	return whole;
}

/** An option of `/video` as its member sees it while typing: by the localised name, set apart from the sentence. */
export function optionName(words: Words, option: string): string {
	const { options } = words.commands.video;
	const known = Object.hasOwn(options, option) ? options[option as keyof typeof options] : undefined;
	return known === undefined ? `**${neutralise(option, 40)}**` : `\`${known.name}\``;
}
