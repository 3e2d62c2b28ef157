/** Shorter values are no secrets worth the name, and would blot out ordinary words. */
const shortestSecret = 6;
/** A piece of Base64 that is shorter may be chance. */
const shortestCore = 8;
/** The first half of a secret, where a text was cut within it; a shorter piece tells nothing and may be chance. */
const shortestHalf = 12;

/** A secret in one of the forms in which it may be written, and its first half. */
interface Needle {
	readonly whole: string;
	readonly half: string | undefined;
}

/**
 * Knows every secret of this process, and takes them out of what others say: error texts that repeat headers, addresses or
 * bodies. In plain text, percent-encoded, in hex, and in Base64 of either alphabet wherever in it the secret begins; and what
 * is left of a secret in a text that was cut. What is logged, stored or shown of the other side passes through here.
 */
export class SecretCleaner {
	/** Longest first, so that no part of a longer form is left. */
	#needles: readonly Needle[] = [];
	/** Secrets of records at hand, by job. */
	readonly #held = new Map<string, Set<() => readonly Needle[]>>();
	readonly #mark: string;

	/** @param mark what stands where a secret stood */
	constructor(secrets: readonly (string | undefined)[] = [], mark = '[secret]') {
		this.#mark = mark;
		for (const secret of secrets) if (secret !== undefined) this.add(secret);
	}

	/** Learns a secret for the life of the process; bytes in every form in which they may be written. */
	add(secret: string | Uint8Array): void {
		this.#needles = needlesOf([...this.#needles.map(({ whole }) => whole), ...formsOf(secret)]);
	}

	/**
	 * Learns the secrets of one job for as long as its record is at hand; the returned function forgets them.
	 * @param secrets asked whenever there is something to clean, since a record at hand gets further secrets
	 */
	hold(jobId: string, secrets: () => readonly string[]): () => void {
		let made: { readonly of: readonly string[]; readonly needles: readonly Needle[] } | undefined;
		// Most steps meet no words of others, so the forms are made when they are wanted.
		const needles = (): readonly Needle[] => {
			const of = secrets();
			if (made?.of.length !== of.length || of.some((secret, at) => secret !== made?.of[at])) {
				made = { of, needles: needlesOf(of.flatMap(formsOf)) };
			}
			return made.needles;
		};
		const holders = this.#held.get(jobId) ?? new Set();
		this.#held.set(jobId, holders.add(needles));
		return () => {
			holders.delete(needles);
			if (holders.size === 0) this.#held.delete(jobId);
		};
	}

	/** The text without secrets. @param jobId whose held secrets are taken out too */
	clean(text: string, jobId?: string): string {
		const holders = jobId === undefined ? undefined : this.#held.get(jobId);
		const own = [...(holders ?? [])].flatMap((needles) => needles());
		let cleaned = text;
		for (const needles of [own, this.#needles]) {
			for (const { whole } of needles) cleaned = cleaned.replaceAll(whole, this.#mark);
			for (const { half, whole } of needles) {
				if (half !== undefined && cleaned.includes(half)) cleaned = this.#withoutRests(cleaned, half, whole);
			}
		}
		return tokenStarts.some((start) => cleaned.includes(start)) ? cleaned.replaceAll(tokens, this.#mark) : cleaned;
	}

	/** A line of the log, in which a job may be named. */
	readonly cleanLine = (line: string): string => {
		const named = line.indexOf(jobKey);
		const from = named + jobKey.length;
		return this.clean(line, named < 0 ? undefined : line.slice(from, line.indexOf('"', from)));
	};

	/** The value with every text in it cleaned; keys stay. */
	cleanDeep<T>(value: T, jobId?: string): T {
		return eachText(value, (text) => this.clean(text, jobId));
	}

	/** The text without what begins like this secret, as far as it goes on like it. */
	#withoutRests(text: string, half: string, whole: string): string {
		const [first = '', ...others] = text.split(half);
		const pieces = others.map((piece) => {
			let same = 0;
			while (same < piece.length && piece[same] === whole[half.length + same]) same += 1;
			return this.#mark + piece.slice(same);
		});
		return first + pieces.join('');
	}
}

const jobKey = '"jobId":"';

/** Nothing that anybody means is nested deeper, and what is could overflow the stack of whoever reads it. */
const deepest = 100;

/** The value with every text in it replaced; keys stay. What is nested too deep is left out. */
export function eachText<T>(value: T, replaced: (text: string) => string): T {
	const deeply = (one: unknown, depth: number): unknown => {
		if (typeof one === 'string') return replaced(one);
		if (typeof one !== 'object' || one === null) return one;
		if (depth >= deepest) return undefined;
		if (Array.isArray(one)) return one.map((entry) => deeply(entry, depth + 1));
		return Object.fromEntries(Object.entries(one).map(([key, entry]) => [key, deeply(entry, depth + 1)]));
	};
	return deeply(value, 0) as T;
}

function needlesOf(forms: readonly string[]): readonly Needle[] {
	const sorted = [...new Set(forms)].toSorted((a, b) => b.length - a.length);
	return sorted.map((whole) => {
		const half = whole.slice(0, Math.ceil(whole.length / 2));
		// An address begins with what is no secret.
		const telling = half.length >= shortestHalf && !/^(?:https?[:%]|aHR0c)/u.test(half);
		return { whole, half: telling ? half : undefined };
	});
}

function formsOf(secret: string | Uint8Array): string[] {
	const bytes = typeof secret === 'string' ? Buffer.from(secret, 'utf8') : Buffer.from(secret);
	if (bytes.length < shortestSecret) return [];
	const hex = bytes.toString('hex');
	return [...(typeof secret === 'string' ? writtenForms(secret) : []), ...base64Forms(bytes), hex, hex.toUpperCase()];
}

/** As it is, as JSON writes it, and as addresses do: where they must, and where they need not. */
function writtenForms(secret: string): string[] {
	const encoded = encodeURIComponent(secret);
	const lower = (text: string): string => text.replaceAll(/%[0-9A-F]{2}/gu, (found) => found.toLowerCase());
	const all = Buffer.from(secret, 'utf8').toString('hex').toUpperCase().replaceAll(/../gu, '%$&');
	return [secret, ...inJson(secret), encoded, lower(encoded), encodeURIComponent(encoded), all, lower(all)];
}

/** How JSON may write it inside a text; some servers put a backslash before a slash, or a number in place of a plus. */
function inJson(text: string): string[] {
	const plain = JSON.stringify(text).slice(1, -1);
	const slashed = plain.replaceAll('/', '\\/');
	return [
		plain,
		slashed,
		...['\\u002B', '\\u002b'].flatMap((plus) => [plain, slashed].map((one) => one.replaceAll('+', plus))),
	];
}

/** What of its Base64 does not depend on the bytes around it, for each of the three places in a group where it may begin. */
function base64Cores(bytes: Buffer): string[] {
	return [0, 1, 2].map((before) => {
		const base64 = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
		return base64.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
	});
}

function base64Forms(bytes: Buffer): string[] {
	return base64Cores(bytes)
		.filter((core) => core.length >= shortestCore)
		.flatMap((core) => [
			...inJson(core),
			core.replaceAll('+', '-').replaceAll('/', '_'),
			encodeURIComponent(core),
			encodeURIComponent(core).replaceAll(/%2B|%2F/gu, (found) => found.toLowerCase()),
		]);
}

/** Tokens of Discord's interactions have this form: `interaction:` and what follows it, in Base64. */
const tokenStart = Buffer.from('interaction:').toString('base64').slice(0, -1);
/** The same wherever somebody has put it into Base64 or hex once more. */
const encodedStarts = [
	...base64Cores(Buffer.from(tokenStart)),
	Buffer.from(tokenStart).toString('hex'),
	Buffer.from(tokenStart).toString('hex').toUpperCase(),
];
const tokenStarts = [tokenStart, ...encodedStarts];
const tokens = new RegExp(`${tokenStart}[\\w+=%-]{20,400}|(?:${encodedStarts.join('|')})[\\w+/=%-]{20,800}`, 'gu');
