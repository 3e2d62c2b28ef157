/** Before a video that stands in an answer there are a few words and numbers; further in it is not looked for. */
const longestHead = 65_536;
const marker = /"data:(?:video\/[\w.+-]{1,40}|application\/octet-stream)[\w;=.-]{0,80};base64,/iu;

/**
 * The bytes of a video that an answer of JSON holds as a `data:` address, decoded as they come; `undefined` when its
 * beginning holds none.
 */
export async function inlineVideo(body: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array> | undefined> {
	const pieces = body[Symbol.asyncIterator]();
	let head = '';
	while (head.length <= longestHead) {
		const next = await pieces.next();
		if (next.done === true) return undefined;
		head += Buffer.from(next.value).toString('latin1');
		// JSON may write every slash with a backslash before it.
		const plain = head.slice(0, longestHead).replaceAll('\\/', '/');
		const found = marker.exec(plain);
		if (found !== null) return decoded(head.replaceAll('\\/', '/').slice(found.index + found[0].length), pieces);
	}
	await pieces.return?.();
	return undefined;
}

/** Four letters are three bytes; what is no letter is left out, and the quotation mark at the end ends it. */
async function* decoded(first: string, pieces: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
	let letters = '';
	let text = first;
	try {
		for (;;) {
			const end = text.indexOf('"');
			letters += (end < 0 ? text : text.slice(0, end)).replace(/[^\w+/-]/gu, '');
			const whole = end < 0 ? letters.length - (letters.length % 4) : letters.length;
			if (whole > 0) yield Buffer.from(letters.slice(0, whole), 'base64');
			letters = letters.slice(whole);
			if (end >= 0) return;

			const next = await pieces.next();
			if (next.done === true) return;
			text = Buffer.from(next.value).toString('latin1');
		}
	} finally {
		await pieces.return?.();
	}
}
