import type { Answers, Requests, ServerEvent } from '../../protocol.js';

interface Pending {
	readonly resolve: (result: unknown) => void;
	readonly reject: (error: Error) => void;
}

const firstReconnectMs = 300;
const longestReconnectMs = 5_000;

/** The line to the sandbox's server: requests with answers one way, events the other. Reconnects by itself. */
export class Connection {
	readonly #onEvent: (event: ServerEvent) => void;
	readonly #onLine: (up: boolean) => void;
	readonly #pending = new Map<number, Pending>();
	#socket: WebSocket | null = null;
	#lastId = 0;
	#reconnectMs = firstReconnectMs;

	constructor(parts: { onEvent: (event: ServerEvent) => void; onLine: (up: boolean) => void }) {
		this.#onEvent = parts.onEvent;
		this.#onLine = parts.onLine;
	}

	open(): void {
		const socket = new WebSocket(new URL('live', location.href.replace(/^http/, 'ws')));
		this.#socket = socket;
		socket.addEventListener('open', () => {
			this.#reconnectMs = firstReconnectMs;
			this.#onLine(true);
		});
		socket.addEventListener('message', (message) => this.#hear(String(message.data)));
		socket.addEventListener('close', () => this.#lost());
	}

	/** Asks the server; rejects with its reason in words, or when the line breaks first. */
	ask<K extends keyof Requests>(type: K, body: Requests[K]): Promise<Answers[K]> {
		const id = ++this.#lastId;
		const answer = new Promise<unknown>((resolve, reject) => this.#pending.set(id, { resolve, reject }));
		if (this.#socket?.readyState === WebSocket.OPEN) {
			this.#socket.send(JSON.stringify({ id, type, body }));
		} else {
			this.#settle(id)?.reject(new Error('The sandbox does not answer'));
		}
		return answer as Promise<Answers[K]>;
	}

	/** Hands a file to the server; resolves with the id under which options and modals name it. */
	async upload(file: File): Promise<string> {
		const answer = await fetch(`upload?name=${encodeURIComponent(file.name)}`, {
			method: 'POST',
			headers: { 'content-type': file.type || 'application/octet-stream' },
			body: file,
		});
		if (!answer.ok) throw new Error(await answer.text());
		return ((await answer.json()) as { id: string }).id;
	}

	#hear(text: string): void {
		const event = JSON.parse(text) as ServerEvent;
		if (event.type === 'answer') this.#settle(event.to)?.resolve(event.result);
		else if (event.type === 'refusal') this.#settle(event.to)?.reject(new Error(event.reason));
		else this.#onEvent(event);
	}

	#settle(id: number): Pending | undefined {
		const pending = this.#pending.get(id);
		this.#pending.delete(id);
		return pending;
	}

	#lost(): void {
		this.#onLine(false);
		for (const id of [...this.#pending.keys()]) this.#settle(id)?.reject(new Error('The sandbox does not answer'));
		setTimeout(() => this.open(), this.#reconnectMs);
		this.#reconnectMs = Math.min(longestReconnectMs, this.#reconnectMs * 2);
	}
}
