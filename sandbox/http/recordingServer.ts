import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

import type { Answer, Exchange } from './exchange.js';
import { Faults } from './faults.js';
import type { Fault, FaultAct } from './faults.js';
import { readExchange } from './readExchange.js';
import { sendAnswer, sendDripping, sendTruncated } from './sendAnswer.js';

export interface RecordingServerParts {
	/** The clock that stamps exchanges, in milliseconds. */
	readonly now: () => number;
	readonly handle: (x: Exchange) => Promise<Answer> | Answer;
	/** How many exchanges are kept, the newest; all by default. */
	readonly keep?: number;
	/** Bodies longer than this are emptied once their exchange is over; all are kept by default. */
	readonly keepBodyBytes?: number;
}

/** Someone who waits beside every exchange. A hook that never resolves holds the exchange for ever. */
interface Watcher {
	/** Awaited when the request has arrived, before the handler or a fault. */
	before?(x: Exchange): void | Promise<void>;
	/** Awaited when the answer is computed, before any of it is sent. */
	after?(x: Exchange): void | Promise<void>;
}

/** An HTTP server on loopback that remembers every exchange and can be told to go wrong. */
export class RecordingServer {
	/** For WebSocket upgrades, and for nothing else. */
	readonly http: Server;
	/** In the order in which the requests arrived. */
	readonly exchanges: Exchange[] = [];
	/** What the handler or a watcher threw; the client saw a 500. Empty unless the simulator itself is wrong. */
	readonly errors: unknown[] = [];

	readonly #parts: RecordingServerParts;
	readonly #faults = new Faults();
	/** Exchanges that hang on purpose: their clients wait, and nothing else will happen. */
	held = 0;
	readonly #watchers = new Set<Watcher>();
	readonly #sockets = new Set<Socket>();
	readonly #closing = new AbortController();

	constructor(parts: RecordingServerParts) {
		this.#parts = parts;
		// Clients keep their connections; one that idles must not be cut under the client's next request.
		this.http = createServer({ keepAliveTimeout: 120_000, requestTimeout: 0 }, (request, response) => {
			void this.#serve(request, response);
		});
		this.http.on('connection', (socket: Socket) => {
			this.#sockets.add(socket);
			socket.on('close', () => this.#sockets.delete(socket));
			socket.on('error', () => undefined); // a client that dies is part of the plan
		});
	}

	/** Opens the port (any free one by default) and returns the origin. */
	async listen(port = 0): Promise<string> {
		await new Promise<void>((resolve, reject) => {
			this.http.once('error', reject);
			this.http.listen(port, '127.0.0.1', () => {
				this.http.off('error', reject);
				resolve();
			});
		});
		return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
	}

	/** Destroys what is open, hanging exchanges and WebSockets included, and frees the port. */
	async close(): Promise<void> {
		this.#closing.abort();
		const closed = new Promise<void>((resolve) => this.http.close(() => resolve()));
		for (const socket of this.#sockets) socket.destroy();
		await closed;
	}

	/** Lets something go wrong with the next exchanges that match; the returned function takes it back. */
	addFault(fault: Fault): () => void {
		return this.#faults.add(fault);
	}

	clearFaults(): void {
		this.#faults.clear();
	}

	/** Waits beside every exchange from now on; the returned function ends that. */
	watch(watcher: Watcher): () => void {
		this.#watchers.add(watcher);
		return () => this.#watchers.delete(watcher);
	}

	async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		response.on('error', () => undefined);
		const x = await readExchange(request, this.#parts.now).catch(() => undefined);
		if (!x) return; // the client went away before it had asked anything

		this.#record(x);
		try {
			for (const watcher of this.#watchers) await watcher.before?.(x);
			await this.#answer(x, this.#faults.take(x), response);
		} catch (error) {
			if (!this.#closing.signal.aborted) this.#fail(error, response);
		} finally {
			this.#lighten(x);
		}
	}

	async #answer(x: Exchange, act: FaultAct | undefined, response: ServerResponse): Promise<void> {
		if (act?.kind === 'reset-before') {
			reset(response);
			return;
		}
		if (act?.kind === 'hang') this.#hold(response);
		if (act?.kind === 'hang' && !act.effect) return;

		const answer = act?.kind === 'answer' ? act.answer : await this.#parts.handle(x);
		x.answer = answer;
		for (const watcher of this.#watchers) await watcher.after?.(x);

		const { signal } = this.#closing;
		switch (act?.kind) {
			case 'hang':
				return;
			case 'reset-after': {
				reset(response);
				return;
			}
			case 'truncate':
				return sendTruncated(response, answer, act.bytes);
			case 'drip':
				return sendDripping(response, answer, { ms: act.ms, signal });
			case 'slow':
				await wait(act.ms, undefined, { signal });
				return sendAnswer(response, answer);
			case 'answer':
			case undefined:
				return sendAnswer(response, answer);
		}
	}

	#hold(response: ServerResponse): void {
		this.held += 1;
		response.once('close', () => {
			this.held -= 1;
		});
	}

	#fail(error: unknown, response: ServerResponse): void {
		this.errors.push(error);
		if (response.headersSent) {
			reset(response);
			return;
		}
		void sendAnswer(response, { status: 500, body: { error: `simulator: ${String(error)}` } });
	}

	#record(x: Exchange): void {
		this.exchanges.push(x);
		const surplus = this.exchanges.length - (this.#parts.keep ?? Infinity);
		if (surplus > 0) this.exchanges.splice(0, surplus);
	}

	/** Frees the bytes of a large exchange; its form keeps names and types, its JSON loses the ends of long strings. */
	#lighten(x: Exchange): void {
		const { keepBodyBytes = Infinity } = this.#parts;
		if (x.body.length <= keepBodyBytes) return;
		const nothing = Buffer.alloc(0);
		const form = x.form && { ...x.form, files: x.form.files.map((file) => ({ ...file, bytes: nothing })) };
		const json = x.json !== undefined && { json: shortened(x.json, keepBodyBytes) };
		Object.assign(x, { body: nothing, ...(form && { form }), ...json });
	}
}

function reset(response: ServerResponse): void {
	response.socket?.resetAndDestroy();
}

function shortened(json: unknown, longest: number): unknown {
	const text = JSON.stringify(json);
	return JSON.parse(text, (_, value: unknown) =>
		typeof value === 'string' && value.length > longest ? value.slice(0, Math.min(longest, 64)) : value,
	);
}
