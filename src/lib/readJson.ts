/** Whole numbers of this many digits and more are more than a number holds. */
const longestSafe = 15;

/**
 * The JSON value in a text, or `undefined` when it is none. Whole numbers of 16 digits and more come back as strings of
 * their digits, because task ids exceed what a number can hold.
 */
export function readJson(text: string): unknown {
	try {
		const value: unknown = JSON.parse(text);
		// Only now, when the text is known to be JSON, is every string in it certain to have an end.
		const quoted = withQuotedNumbers(text);
		return quoted === text ? value : (JSON.parse(quoted) as unknown);
	} catch {
		return undefined;
	}
}

/** The same JSON with its long whole numbers in quotes. Texts are skipped, so that digits inside them are left alone. */
function withQuotedNumbers(json: string): string {
	const pieces: string[] = [];
	let kept = 0;
	let at = 0;
	while (at < json.length) {
		const sign = json.charCodeAt(at);
		if (sign === 0x22) {
			at = endOfText(json, at);
			continue;
		}
		if (!isNumberSign(sign)) {
			at += 1;
			continue;
		}
		const end = endOfNumber(json, at);
		if (isLongWhole(json, at, end)) {
			pieces.push(json.slice(kept, at), `"${json.slice(at, end)}"`);
			kept = end;
		}
		at = end;
	}
	return pieces.length === 0 ? json : pieces.join('') + json.slice(kept);
}

/** Where the text that begins here ends. */
function endOfText(json: string, from: number): number {
	for (let at = from + 1; at < json.length; at += 1) {
		const sign = json.charCodeAt(at);
		if (sign === 0x5c) at += 1;
		else if (sign === 0x22) return at + 1;
	}
	return json.length;
}

function endOfNumber(json: string, from: number): number {
	let at = from;
	while (at < json.length && isNumberSign(json.charCodeAt(at))) at += 1;
	return at;
}

/** Digits, sign, point and exponent; in JSON, outside texts, `e` also stands in words, which have no digits. */
function isNumberSign(sign: number): boolean {
	return (
		(sign >= 0x30 && sign <= 0x39) || sign === 0x2d || sign === 0x2b || sign === 0x2e || sign === 0x65 || sign === 0x45
	);
}

/** Fractions and exponents are no whole numbers. */
function isLongWhole(json: string, from: number, end: number): boolean {
	const first = json.charCodeAt(from) === 0x2d ? from + 1 : from;
	if (end - first <= longestSafe) return false;
	for (let at = first; at < end; at += 1) {
		const sign = json.charCodeAt(at);
		if (sign < 0x30 || sign > 0x39) return false;
	}
	return true;
}
