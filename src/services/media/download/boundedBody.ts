import { fetchError, SafeFetchError } from './safeFetchError.js';

interface Bounds {
	readonly maxBytes: number;
	/** The caller's own; its reason is thrown as it is. */
	readonly signal?: AbortSignal | undefined;
}

/** Hands a body's chunks on and counts them, up to a limit. */
export class BoundedBody {
	bytes = 0;
	readonly #options: Bounds;

	constructor(options: Bounds) {
		this.#options = options;
	}

	/** A promised length that is too large is not even begun; a smaller one proves nothing. */
	expect(length: string | string[] | undefined): void {
		if (Number(length ?? 0) > this.#options.maxBytes) throw this.#tooLarge();
	}

	async *count(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
		const chunks = body[Symbol.asyncIterator]();
		try {
			for (;;) {
				const next = await chunks.next().catch((error: unknown) => {
					throw fetchError(error, 'truncated', this.#options.signal);
				});
				if (next.done === true) return;
				this.bytes += next.value.length;
				if (this.bytes > this.#options.maxBytes) throw this.#tooLarge();
				yield next.value;
			}
		} finally {
			await chunks.return?.();
		}
	}

	#tooLarge(): SafeFetchError {
		return new SafeFetchError('too-large', { detail: `more than ${this.#options.maxBytes} bytes`, retryable: false });
	}
}
