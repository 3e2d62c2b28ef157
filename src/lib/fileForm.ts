/** A file with its name, as a part of the form. */
export interface FormFile {
	readonly name: string;
	readonly blob: Blob;
}

/**
 * A message and its file as one multipart form whose pieces are read only when they are asked for, as often as they are asked
 * for. Its length is known in advance.
 */
export class FileForm {
	readonly contentType: string;
	/** In bytes. */
	readonly length: number;
	readonly #head: Uint8Array;
	readonly #blob: Blob;
	readonly #tail: Uint8Array;

	/** @param payload the message as JSON */
	constructor(payload: string, { name, blob }: FormFile) {
		const boundary = `reelay-${crypto.randomUUID()}`;
		const text = new TextEncoder();
		this.contentType = `multipart/form-data; boundary=${boundary}`;
		this.#blob = blob;
		this.#head = text.encode(
			`--${boundary}\r\nContent-Disposition: form-data; name="payload_json"\r\nContent-Type: application/json\r\n\r\n` +
				`${payload}\r\n--${boundary}\r\n` +
				`Content-Disposition: form-data; name="files[0]"; filename="${name.replace(/[^\w.-]/gu, '_')}"\r\n` +
				`Content-Type: ${blob.type === '' ? 'application/octet-stream' : blob.type}\r\n\r\n`,
		);
		this.#tail = text.encode(`\r\n--${boundary}--\r\n`);
		this.length = this.#head.length + blob.size + this.#tail.length;
	}

	async *pieces(): AsyncGenerator<Uint8Array> {
		yield this.#head;
		for await (const piece of this.#blob.stream()) yield piece;
		yield this.#tail;
	}
}
