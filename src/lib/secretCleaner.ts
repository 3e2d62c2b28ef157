/** Shorter values are no secrets worth the name, and would blot out ordinary words. */
const shortestSecret = 6;
/** A piece of Base64 that is shorter may be chance. */
const shortestCore = 8;

/** Tokens of Discord's interactions have this form: `interaction:` and what follows it, in Base64. */
const interactionToken = /aW50ZXJhY3Rpb24[\w+=%-]{20,400}/gu;

/**
 * Knows every secret of this process, and takes them out of what others say: error texts that repeat headers, addresses or
 * bodies. In plain text, percent-encoded, in hex, and in Base64 of either alphabet wherever in it the secret begins. What is
 * logged, stored or shown of the other side passes through here.
 */
export class SecretCleaner {
	/** Longest first, so that no part of a longer form is left. */
	#needles: readonly string[] = [];
	/** Secrets of records at hand, by job. */
	readonly #held = new Map<string, () => readonly string[]>();

	readonly #mark: string;

	/** @param mark what stands where a secret stood */
	constructor(secrets: readonly (string | undefined)[] = [], mark = '[secret]') {
		this.#mark = mark;
		for (const secret of secrets) if (secret !== undefined) this.add(secret);
	}

	/** Learns a secret for the life of the process; bytes in every form in which they may be written. */
	add(secret: string | Uint8Array): void {
		this.#needles = longestFirst([...this.#needles, ...formsOf(secret)]);
	}

	/** Learns the secrets of one job for as long as its record is at hand; the returned function forgets them. */
	hold(jobId: string, secrets: readonly (string | null | undefined)[]): () => void {
		let needles: readonly string[] | undefined;
		// Most steps meet no words of others, so the forms are made when they are wanted.
		const known = (): readonly string[] =>
			(needles ??= longestFirst(secrets.filter((secret) => typeof secret === 'string').flatMap(formsOf)));
		this.#held.set(jobId, known);
		return () => {
			this.#held.delete(jobId);
		};
	}

	/** The text without secrets. @param jobId whose held secrets are taken out too */
	clean(text: string, jobId?: string): string {
		const own = jobId === undefined ? [] : (this.#held.get(jobId)?.() ?? []);
		let cleaned = text;
		for (const needle of own) cleaned = cleaned.replaceAll(needle, this.#mark);
		for (const needle of this.#needles) cleaned = cleaned.replaceAll(needle, this.#mark);
		return cleaned.includes('aW50ZXJhY3Rpb24') ? cleaned.replaceAll(interactionToken, this.#mark) : cleaned;
	}

	/** A line of the log, in which a job may be named. */
	readonly cleanLine = (line: string): string => {
		const named = line.indexOf(jobKey);
		const from = named + jobKey.length;
		return this.clean(line, named < 0 ? undefined : line.slice(from, line.indexOf('"', from)));
	};

	/** The value with every text in it cleaned; keys stay. */
	cleanDeep<T>(value: T, jobId?: string): T {
		return deeply(value, (text) => this.clean(text, jobId)) as T;
	}
}

const jobKey = '"jobId":"';

const longestFirst = (needles: readonly string[]): readonly string[] =>
	[...new Set(needles)].toSorted((a, b) => b.length - a.length);

function deeply(value: unknown, clean: (text: string) => string): unknown {
	if (typeof value === 'string') return clean(value);
	if (Array.isArray(value)) return value.map((entry) => deeply(entry, clean));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, deeply(entry, clean)]));
}

function formsOf(secret: string | Uint8Array): string[] {
	const bytes = typeof secret === 'string' ? Buffer.from(secret, 'utf8') : Buffer.from(secret);
	if (bytes.length < shortestSecret) return [];
	const hex = bytes.toString('hex');
	return [...(typeof secret === 'string' ? writtenForms(secret) : []), ...base64Forms(bytes), hex, hex.toUpperCase()];
}

/** As it is, as JSON writes it, and as addresses do. */
function writtenForms(secret: string): string[] {
	const encoded = encodeURIComponent(secret);
	const lower = encoded.replaceAll(/%[0-9A-F]{2}/gu, (found) => found.toLowerCase());
	return [secret, JSON.stringify(secret).slice(1, -1), encoded, lower];
}

/** What of its Base64 does not depend on the bytes around it, for each of the three places in a group where it may begin. */
function base64Forms(bytes: Buffer): string[] {
	return [0, 1, 2].flatMap((before) => {
		const base64 = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
		const core = base64.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
		if (core.length < shortestCore) return [];
		return [core, core.replaceAll('+', '-').replaceAll('/', '_'), encodeURIComponent(core)];
	});
}
