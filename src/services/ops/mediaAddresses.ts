import type { Signer } from './signedUrls.js';

interface MediaAddressesParts {
	/** `PUBLIC_URL`, without a slash at its end. */
	readonly publicUrl: string;
	readonly signer: Signer;
}

const prefix = '/media/';
const shape = /^(?<signature>[\w-]{43})-(?<file>\w{1,64}-[\w.]{1,80})$/u;

/** Unguessable addresses of prepared pictures, for models that take them by address: `/media/<signature>-<file>`. */
export class MediaAddresses {
	readonly #parts: MediaAddressesParts;

	constructor(parts: MediaAddressesParts) {
		this.#parts = parts;
	}

	/** @param file its name below `MEDIA_DIR/inputs` */
	urlOf(file: string): string {
		const { publicUrl, signer } = this.#parts;
		return `${publicUrl}${prefix}${signer.sign('media', file)}-${file}`;
	}

	/** The file that a request's path means; `undefined` when we never gave that address out. */
	fileOf(path: string): string | undefined {
		if (!path.startsWith(prefix)) return undefined;
		const { signature, file } = shape.exec(path.slice(prefix.length))?.groups ?? {};
		if (signature === undefined || file === undefined) return undefined;
		return this.#parts.signer.isSigned('media', file, signature) ? file : undefined;
	}
}
