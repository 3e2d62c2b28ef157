import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Storage } from '../records/storage.js';

const Key = z.object({ key: z.base64url() });
const keyBytes = 32;
const keyName = 'addresses';

/** What a signature was made for: one for a callback's address opens no file. */
export type SignedKind = 'callback' | 'media';

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
	static async open(storage: Storage): Promise<Signer> {
		const table = await storage.space('secret', Key);
		await table.insert(keyName, { key: randomBytes(keyBytes).toString('base64url') });
		const kept = await table.get(keyName);
		if (kept === undefined) throw new Error('the key of our addresses was not kept');
		return new Signer(Buffer.from(kept.key, 'base64url'));
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
