/** Longest word or phrase that can be blocked, and how many a guild may have. */
export const longestBlockedWord = 50;
export const mostBlockedWords = 200;

/** Letters that are read the same with a mark; elsewhere marks make other letters. */
const marked = /([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu;

/** What people put between words, or between letters, besides spaces. */
const between = /[\s\p{Pd}\p{Pc}.,·•*~|/\\]+/gu;

/** As words are compared: one spelling, no case or accents, nothing invisible, one space between words. */
export const comparable = (text: string): string =>
	text
		.normalize('NFKD')
		.replace(/[\p{Cf}\u{034F}]/gu, '')
		.replace(marked, '$1')
		.normalize('NFC')
		.toLowerCase()
		.replace(between, ' ')
		.trim();

/** Scripts whose words stand between spaces and keep their form. */
const spaced = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}\p{P}\s]+$/u;
const letter = /[\p{L}\p{N}]/u;

/**
 * The first blocked word that stands in a text. Latin words must stand alone (`ass` is not in `grass`); in scripts whose
 * words carry endings, such as Korean, a word is found anywhere.
 */
export function blockedWordIn(text: string, words: readonly string[]): string | undefined {
	const read = comparable(text);
	return words.find((word) => stands(read, comparable(word)));
}

function stands(text: string, word: string): boolean {
	if (word === '') return false;
	if (!spaced.test(word)) return text.includes(word);
	for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
		const before = text.charAt(at - 1);
		const after = text.charAt(at + word.length);
		if (!letter.test(before) && !letter.test(after)) return true;
	}
	return false;
}
