import { request } from 'undici';

import type { Standing, Task } from '../task/task.js';
import type { TaskBook } from '../task/taskBook.js';

/** One callback that was sent. */
interface Delivery {
	readonly taskId: string;
	readonly url: string;
	readonly payload: unknown;
	/** The receiver's status code, or 0 when it could not be reached. */
	readonly status: number;
}

interface CallbacksParts {
	readonly book: TaskBook;
	readonly now: () => number;
	/** The documented payload of a task as it stands. */
	readonly payload: (task: Task) => unknown;
}

/** Tells the `callback_url` of creates about every change of status, once it is switched on. */
export class Callbacks {
	/** Everything sent, in order. */
	readonly sent: Delivery[] = [];

	readonly #parts: CallbacksParts;
	readonly #told = new Map<string, Standing['stage']>();
	#via: (url: string) => string = (url) => url;
	#timer: NodeJS.Timeout | undefined;

	constructor(parts: CallbacksParts) {
		this.#parts = parts;
	}

	/**
	 * Switches callbacks on; without an interval only `pump` sends them, which is what an injected clock wants.
	 * @param via what stands in for the proxy in front of the receiver: where a public address really leads
	 */
	on({ everyMs, via }: { readonly everyMs?: number; readonly via?: (url: string) => string } = {}): void {
		this.off();
		if (via !== undefined) this.#via = via;
		if (everyMs !== undefined) this.#timer = setInterval(() => void this.pump(), everyMs).unref();
	}

	off(): void {
		clearInterval(this.#timer);
		this.#timer = undefined;
	}

	/** Sends what has changed since the last time, and waits for the receivers. */
	async pump(): Promise<void> {
		for (const task of this.#parts.book.tasks) {
			const { stage } = task.standing(this.#parts.now());
			if (callbackUrlOf(task) === undefined || this.#told.get(task.id) === stage) continue;
			this.#told.set(task.id, stage);
			await this.deliver(task);
		}
	}

	/** Sends the callback of one task as it stands, again if need be: deliveries may repeat. */
	async deliver(task: Task): Promise<Delivery | undefined> {
		const url = callbackUrlOf(task);
		return url === undefined ? undefined : this.forge(url, this.#parts.payload(task), task.id);
	}

	/** Sends any payload to any address: what a stranger might do. */
	async forge(url: string, payload: unknown, taskId = ''): Promise<Delivery> {
		const status = await post(this.#via(url), payload);
		const delivery = { taskId, url, payload, status };
		this.sent.push(delivery);
		return delivery;
	}
}

function callbackUrlOf(task: Task): string | undefined {
	const url = task.request['callback_url'];
	return typeof url === 'string' && url !== '' ? url : undefined;
}

async function post(url: string, payload: unknown): Promise<number> {
	try {
		const headers = { 'content-type': 'application/json' };
		const { statusCode, body } = await request(url, { method: 'POST', headers, body: JSON.stringify(payload) });
		await body.dump();
		return statusCode;
	} catch {
		return 0;
	}
}
