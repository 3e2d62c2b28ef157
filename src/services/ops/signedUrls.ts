import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { SecretCleaner } from '../../lib/secretCleaner.js';
import type { Tables } from '../records/tables.js';

const Key = z.object({ key: z.base64url() });
const keyBytes = 32;
const keyName = 'addresses';

/** What a signature was made for: one for a callback's address opens no file. */
type SignedKind = 'callback' | 'media';

/**
 * Signs the addresses under which the outside may reach us, so that none of them can be guessed. HMAC-SHA256 with a random
 * key that is made once and kept in the store: an address given out before a restart works after it.
 */
export class Signer {
	readonly #key: Buffer;

	private constructor(key: Buffer) {
		this.#key = key;
	}

	/** Reads the key, or makes it; of several processes that make one at once, one wins. */
	static async open(storage: Pick<Tables, 'space'>): Promise<Signer> {
		const table = await storage.space('secret', Key);
		await table.insert(keyName, { key: randomBytes(keyBytes).toString('base64url') });
		const kept = await table.get(keyName);
		if (kept === undefined) throw new Error('the key of our addresses was not kept');
		return new Signer(Buffer.from(kept.key, 'base64url'));
	}

	/** Has the key taken out of whatever others say. */
	hideIn(secrets: Pick<SecretCleaner, 'add'>): void {
		secrets.add(this.#key);
	}

	/** 43 characters of base64url. */
	sign(kind: SignedKind, text: string): string {
		return createHmac('sha256', this.#key).update(`${kind}:${text}`).digest('base64url');
	}

	/** Whether we signed this; compared in constant time. */
	isSigned(kind: SignedKind, text: string, signature: string): boolean {
		const given = Buffer.from(signature);
		const right = Buffer.from(this.sign(kind, text));
		return given.length === right.length && timingSafeEqual(given, right);
	}
}

interface SignedUrlsParts {
	/** `PUBLIC_URL`, without a slash at its end. */
	readonly publicUrl: string;
	readonly signer: Signer;
}

const callbackPath = '/callback/';
const jobIds = /^\w{1,64}$/u;

/** One unguessable address a job, for callbacks: `/callback/<job id>-<signature>`. */
export class CallbackAddresses {
	readonly #parts: SignedUrlsParts;

	constructor(parts: SignedUrlsParts) {
		this.#parts = parts;
	}

	/** What a provider is told to call. @throws when the job's id could not stand in an address */
	urlOf(job: { readonly id: string }): string {
		if (!jobIds.test(job.id)) throw new Error('a job id that cannot stand in an address');
		return `${this.#parts.publicUrl}${callbackPath}${job.id}-${this.signatureOf(job)}`;
	}

	/** What of it nobody can guess. */
	signatureOf(job: { readonly id: string }): string {
		return this.#parts.signer.sign('callback', job.id);
	}

	/** The job that a request's path means; `undefined` when we never gave that address out. */
	jobIdOf(path: string): string | undefined {
		if (!path.startsWith(callbackPath)) return undefined;
		const secret = path.slice(callbackPath.length);
		const end = secret.indexOf('-');
		const id = secret.slice(0, end);
		if (end < 0 || !jobIds.test(id)) return undefined;
		return this.#parts.signer.isSigned('callback', id, secret.slice(end + 1)) ? id : undefined;
	}
}

/** Where the outside reaches us; both are missing without `PUBLIC_URL`. */
export interface PublicAddresses {
	readonly callbacks: CallbackAddresses | undefined;
	readonly media: MediaAddresses | undefined;
}

const mediaPath = '/media/';
const signedFile = /^(?<signature>[\w-]{43})-(?<file>\w{1,64}-[\w.]{1,80})$/u;

/** Unguessable addresses of prepared pictures, for models that take them by address: `/media/<signature>-<file>`. */
export class MediaAddresses {
	readonly #parts: SignedUrlsParts;

	constructor(parts: SignedUrlsParts) {
		this.#parts = parts;
	}

	/** @param file its name below `MEDIA_DIR/inputs` */
	urlOf(file: string): string {
		return `${this.#parts.publicUrl}${mediaPath}${this.signatureOf(file)}-${file}`;
	}

	/** What of it nobody can guess. */
	signatureOf(file: string): string {
		return this.#parts.signer.sign('media', file);
	}

	/** The file that a request's path means; `undefined` when we never gave that address out. */
	fileOf(path: string): string | undefined {
		if (!path.startsWith(mediaPath)) return undefined;
		const { signature, file } = signedFile.exec(path.slice(mediaPath.length))?.groups ?? {};
		if (signature === undefined || file === undefined) return undefined;
		return this.#parts.signer.isSigned('media', file, signature) ? file : undefined;
	}
}
