import { RecordingServer } from '../sandbox/http/recordingServer.js';
import type { Exchange } from '../sandbox/http/exchange.js';

/** How long a task seems to run, when its progress is told. */
const lengthMs = 600_000;

/** A gateway at which every task is known and runs on for ever, its progress moving: light, so that the bot is what is measured. */
export class EndlessTasks {
	/** When each look arrived, ms. */
	readonly polls: number[] = [];
	readonly #server: RecordingServer;
	readonly #begin = Date.now();

	constructor() {
		this.#server = new RecordingServer({ now: Date.now, keep: 1, handle: (x) => this.#answer(x) });
	}

	listen(): Promise<string> {
		return this.#server.listen();
	}

	close(): Promise<void> {
		return this.#server.close();
	}

	#answer({ method, path, at }: Exchange) {
		const id = /^\/v1\/videos\/([^/]+)$/u.exec(path)?.[1];
		if (method !== 'GET' || id === undefined) return { status: 404, body: { error: { message: 'not found' } } };
		this.polls.push(at);
		const progress = Math.min(99, 1 + Math.floor((100 * (at - this.#begin)) / lengthMs));
		return { status: 200, body: { id, object: 'video', model: 'veo3.1-fast', status: 'in_progress', progress } };
	}
}
