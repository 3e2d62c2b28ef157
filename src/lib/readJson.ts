/** Strings are matched first, so that digits inside them are left alone; fractions and exponents are no whole numbers. */
const stringOrLongNumber = /"(?:\\.|[^"\\])*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/gu;

/**
 * The JSON value in a text, or `undefined` when it is none. Whole numbers of 16 digits and more come back as strings of
 * their digits, because task ids exceed what a number can hold.
 */
export function readJson(text: string): unknown {
	try {
		const value: unknown = JSON.parse(text);
		if (!/\d{16}/u.test(text)) return value;

		// Only now, when the text is known to be JSON, is every string in it certain to have an end.
		return JSON.parse(text.replaceAll(stringOrLongNumber, (found) => (found.startsWith('"') ? found : `"${found}"`)));
	} catch {
		return undefined;
	}
}
