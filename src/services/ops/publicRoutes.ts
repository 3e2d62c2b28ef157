import { contentTypeOf } from '../../lib/contentTypes.js';
import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Logger } from 'pino';
import type { CallbackAddresses, MediaAddresses } from './signedUrls.js';
import type { CallbackPolls } from '../scheduling/callbackPolls.js';
import type { MediaFolder } from '../media/mediaFolder.js';

interface PublicDoorParts {
	readonly callbacks: CallbackAddresses;
	readonly polls: CallbackPolls;
	readonly media: MediaAddresses;
	/** `MEDIA_DIR/inputs`. */
	readonly inputs: MediaFolder;
	readonly log: Logger;
}

const largestCallbackBytes = 64_000;

/**
 * What the world may reach behind `PUBLIC_URL`: `/callback/…` for providers that report, `/media/…` for those that fetch a
 * picture by address. An address that we did not give out does not exist; one that we did tells nothing of its job.
 */
export class PublicRoutes {
	readonly #parts: PublicDoorParts;

	constructor(parts: PublicDoorParts) {
		this.#parts = parts;
	}

	/** Whether this request was ours to answer. */
	async answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
		const { callbacks, media } = this.#parts;
		const jobId = callbacks.jobIdOf(path);
		if (jobId !== undefined) {
			await this.#callback(request, response, jobId);
			return true;
		}
		const file = media.fileOf(path);
		if (file === undefined) return false;
		await this.#picture(request, response, file);
		return true;
	}

	/** The body is not believed, and so not read beyond its length: the poll that follows asks the API itself. */
	async #callback(request: IncomingMessage, response: ServerResponse, jobId: string): Promise<void> {
		if (request.method !== 'POST') {
			refuse(response, 405, { allow: 'POST' });
			return;
		}
		const bytes = await lengthOf(request, largestCallbackBytes);
		if (bytes === undefined) {
			refuse(response, 413);
			return;
		}
		this.#parts.log.debug({ jobId, bytes }, 'callback heard');
		this.#parts.polls.heard(jobId);
		response.writeHead(204).end();
	}

	async #picture(request: IncomingMessage, response: ServerResponse, file: string): Promise<void> {
		if (request.method !== 'GET' && request.method !== 'HEAD') {
			refuse(response, 405, { allow: 'GET, HEAD' });
			return;
		}
		const { inputs } = this.#parts;
		const contentType = contentTypeOf(file);
		const bytes = contentType === undefined ? undefined : await inputs.size(file);
		if (contentType === undefined || bytes === undefined) {
			refuse(response, 404);
			return;
		}

		response.writeHead(200, {
			'content-type': contentType,
			'content-length': bytes,
			'content-security-policy': "default-src 'none'",
		});
		if (request.method === 'HEAD') {
			response.end();
			return;
		}
		try {
			await pipeline(createReadStream(inputs.path(file)), response);
		} catch (error) {
			// The peer left, or the picture was no longer needed and went.
			this.#parts.log.debug({ err: error }, 'a picture was not fetched to its end');
			response.destroy();
		}
	}
}

function refuse(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
	response.writeHead(status, { ...headers, connection: 'close', 'content-length': 0 }).end();
}

/** Reads the body to its end and drops it; `undefined` when it is longer than allowed or breaks off. */
async function lengthOf(request: IncomingMessage, most: number): Promise<number | undefined> {
	if (Number(request.headers['content-length'] ?? 0) > most) return undefined;
	let bytes = 0;
	try {
		// The request stays open when we stop reading: the refusal goes out over the same connection.
		for await (const chunk of request.iterator({ destroyOnReturn: false })) {
			bytes += (chunk as Buffer).length;
			if (bytes > most) return undefined;
		}
	} catch {
		return undefined;
	}
	return bytes;
}
