/** A file with its name, as a part of the form. */
interface FormFile {
	readonly name: string;
	readonly blob: Blob;
}

/**
 * A message and its files as one multipart form whose pieces are read only when they are asked for, as often as they are asked
 * for. Its length is known in advance.
 */
export class FileForm {
	readonly contentType: string;
	/** In bytes. */
	readonly length: number;
	readonly #parts: readonly (Uint8Array | Blob)[];
	#heard: () => void = () => undefined;

	/** @param payload the message as JSON */
	constructor(payload: string, files: readonly FormFile[]) {
		const boundary = `reelay-${crypto.randomUUID()}`;
		const text = new TextEncoder();
		this.contentType = `multipart/form-data; boundary=${boundary}`;
		this.#parts = [
			text.encode(
				`--${boundary}\r\nContent-Disposition: form-data; name="payload_json"\r\nContent-Type: application/json\r\n\r\n` +
					payload,
			),
			...files.flatMap(({ name, blob }, index) => [
				text.encode(
					`\r\n--${boundary}\r\n` +
						`Content-Disposition: form-data; name="files[${index}]"; filename="${name.replace(/[^\w.-]/gu, '_')}"\r\n` +
						`Content-Type: ${blob.type === '' ? 'application/octet-stream' : blob.type}\r\n\r\n`,
				),
				blob,
			]),
			text.encode(`\r\n--${boundary}--\r\n`),
		];
		this.length = this.#parts.reduce((sum, part) => sum + (part instanceof Blob ? part.size : part.length), 0);
	}

	/** `heard` is called whenever some more of the form is asked for: the line lives. */
	onPiece(heard: () => void): void {
		this.#heard = heard;
	}

	async *pieces(): AsyncGenerator<Uint8Array> {
		for (const part of this.#parts) {
			for await (const piece of part instanceof Blob ? part.stream() : [part]) {
				this.#heard();
				yield piece;
			}
		}
	}
}
