import { createHmac, randomBytes } from 'node:crypto';

import type { Answer, Exchange } from '../../http/exchange.js';
import { RecordingServer } from '../../http/recordingServer.js';
import type { RecordingServerParts } from '../../http/recordingServer.js';
import { deliveryAnswer } from './result.js';
import type { Samples } from './samples.js';
import type { Task } from './task.js';
import type { TaskBook } from './taskBook.js';

interface ResultCdnParts extends Pick<RecordingServerParts, 'now' | 'keep' | 'keepBodyBytes'> {
	readonly book: TaskBook;
	/** The clips that tasks result in unless their plan says otherwise. */
	readonly samples: Samples;
}

/** The host that delivers results: signed links that expire, on an origin that the API's key must never reach. */
export class ResultCdn {
	readonly server: RecordingServer;
	/** Requests that carried an Authorization header. Must stay empty. */
	readonly leaks: Exchange[] = [];

	readonly #parts: ResultCdnParts;
	readonly #secret = randomBytes(16);
	#origin = '';
	/** The API's own origin, which is known once it listens. */
	apiOrigin = '';

	constructor(parts: ResultCdnParts) {
		this.#parts = parts;
		this.server = new RecordingServer({ ...parts, handle: (x) => this.#handle(x) });
		this.server.watch({
			before: (x) => {
				if ('authorization' in x.headers) this.leaks.push(x);
			},
		});
	}

	get origin(): string {
		return this.#origin;
	}

	async listen(port?: number): Promise<void> {
		this.#origin = await this.server.listen(port);
	}

	close(): Promise<void> {
		return this.server.close();
	}

	/** Where the API hands out the result of a task, to those who show its key. */
	contentUrl({ id }: Pick<Task, 'id'>): string {
		return `${this.apiOrigin}/v1/videos/${id}/content`;
	}

	/** What the API tells as the address of a result. */
	link(task: Task): string {
		return task.plan.linkTo === 'api' ? this.contentUrl(task) : this.signedLink(task);
	}

	/** A fresh link to the result of a task; each one expires by itself. */
	signedLink(task: Task): string {
		const expires = this.#parts.now() + task.plan.linkLifeMs;
		const query = new URLSearchParams({ expires: String(expires), sig: this.#sign(task.id, expires) });
		return `${this.#origin}/results/${task.id}.mp4?${query.toString()}`;
	}

	#handle(x: Exchange): Answer {
		const id = /^\/results\/([^/]+)\.mp4$/.exec(x.path)?.[1];
		const task = id === undefined ? undefined : this.#parts.book.find(id);
		if (!task || (x.method !== 'GET' && x.method !== 'HEAD')) return denied(404, 'NoSuchKey');

		const expires = Number(x.query.get('expires'));
		if (x.query.get('sig') !== this.#sign(task.id, expires)) return denied(403, 'SignatureDoesNotMatch');
		if (this.#parts.now() >= expires) return denied(403, 'AccessDenied: Request has expired');
		const elsewhere = this.contentUrl(task);
		return deliveryAnswer(task, {
			sample: this.#parts.samples.of(task),
			now: this.#parts.now(),
			exchange: x,
			elsewhere,
		});
	}

	#sign(id: string, expires: number): string {
		return createHmac('sha256', this.#secret).update(`${id}:${expires}`).digest('hex').slice(0, 32);
	}
}

function denied(status: number, code: string): Answer {
	const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code></Error>`;
	return { status, headers: { 'content-type': 'application/xml' }, body };
}
