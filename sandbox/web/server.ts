import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

import { bundlePage, type PageFile } from './bundle.js';
import type { PageRequest, ServerEvent } from './protocol.js';

interface PageServerParts {
	/** 0: any free one. */
	readonly port: number;
	/** Origins that the page may load pictures and videos from, beside its own. */
	readonly mediaOrigins: readonly string[];
	/** What a page that has just connected is told first. */
	readonly hello: () => ServerEvent;
	/** Does what a page asks; what it throws is told to the page as the reason of the refusal. */
	readonly handle: (request: PageRequest) => unknown;
	/** Takes a file and returns its id. */
	readonly upload: (file: { name: string; contentType: string; bytes: Buffer }) => string;
}

const mostUploadBytes = 100 * 1024 * 1024;

/** The sandbox's page over http and WebSocket, on loopback and for loopback alone. */
export class PageServer {
	readonly #parts: PageServerParts;
	readonly #files: ReadonlyMap<string, PageFile>;
	readonly #http: Server;
	readonly #sockets = new WebSocketServer({ noServer: true });
	readonly #policy: string;

	private constructor(parts: PageServerParts, files: ReadonlyMap<string, PageFile>) {
		this.#parts = parts;
		this.#files = files;
		this.#policy = contentPolicy(parts.mediaOrigins);
		this.#http = createServer((request, response) => void this.#serve(request, response));
		this.#http.on('upgrade', (request, socket, head) => {
			if (!isOurs(request) || request.url !== '/live') return void socket.destroy();
			this.#sockets.handleUpgrade(request, socket, head, (peer) => this.#greet(peer));
		});
	}

	/** Compiles the page and opens the port. Rejects with `EADDRINUSE` when somebody else has it. */
	static async start(parts: PageServerParts): Promise<PageServer> {
		const server = new PageServer(parts, await bundlePage());
		await new Promise<void>((resolve, reject) => {
			server.#http.once('error', reject);
			server.#http.listen(parts.port, '127.0.0.1', resolve);
		});
		return server;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/`;
	}

	/** Tells every open page. */
	tell(event: ServerEvent): void {
		const text = JSON.stringify(event);
		for (const peer of this.#sockets.clients) peer.send(text);
	}

	async close(): Promise<void> {
		for (const peer of this.#sockets.clients) peer.terminate();
		this.#http.closeAllConnections();
		await new Promise((resolve) => this.#http.close(resolve));
	}

	#greet(peer: WebSocket): void {
		peer.on('error', () => peer.terminate());
		peer.on('message', (data) => void this.#answer(peer, JSON.parse(textOf(data)) as PageRequest));
		peer.send(JSON.stringify(this.#parts.hello()));
	}

	async #answer(peer: WebSocket, request: PageRequest): Promise<void> {
		const to = request.id;
		let event: ServerEvent;
		try {
			event = { type: 'answer', to, result: (await this.#parts.handle(request)) ?? null };
		} catch (error) {
			event = { type: 'refusal', to, reason: error instanceof Error ? error.message : String(error) };
		}
		peer.send(JSON.stringify(event));
	}

	async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		response.setHeader('content-security-policy', this.#policy);
		response.setHeader('x-content-type-options', 'nosniff');
		response.setHeader('referrer-policy', 'no-referrer');
		response.setHeader('cache-control', 'no-store');
		const url = new URL(request.url ?? '/', 'http://127.0.0.1');
		const file = this.#files.get(url.pathname);

		if (!isOurs(request)) send(response, 403, 'Only this machine is served.');
		else if (request.method === 'POST' && url.pathname === '/upload') await this.#take(request, response, url);
		else if (request.method === 'GET' && file) {
			response.setHeader('content-type', file.type);
			response.end(file.body);
		} else send(response, 404, 'There is nothing here.');
	}

	async #take(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
		const chunks: Buffer[] = [];
		let size = 0;
		for await (const chunk of request as AsyncIterable<Buffer>) {
			size += chunk.length;
			if (size > mostUploadBytes) {
				send(response, 413, 'The sandbox takes files of at most 100 MiB.');
				return;
			}
			chunks.push(chunk);
		}
		const name = url.searchParams.get('name') ?? 'file';
		const contentType = request.headers['content-type'] ?? 'application/octet-stream';
		const id = this.#parts.upload({ name, contentType, bytes: Buffer.concat(chunks) });
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify({ id }));
	}
}

/** Nothing but our own files, our own socket, and the simulators' media; styles of elements, which their look needs. */
function contentPolicy(mediaOrigins: readonly string[]): string {
	const media = mediaOrigins.join(' ');
	return [
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self'",
		"style-src-attr 'unsafe-inline'",
		`img-src 'self' data: blob: ${media}`,
		`media-src 'self' blob: ${media}`,
		"connect-src 'self'",
		"form-action 'none'",
		"frame-ancestors 'none'",
		"base-uri 'none'",
	].join('; ');
}

/** Whether a request is meant for this machine and comes from our own page: other sites may reach loopback too. */
function isOurs({ headers }: IncomingMessage): boolean {
	const host = headers.host ?? '';
	if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) return false;
	return headers.origin === undefined || headers.origin === `http://${host}`;
}

function send(response: ServerResponse, status: number, text: string): void {
	response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
	if (Array.isArray(data)) return Buffer.concat(data).toString();
	return Buffer.from(data as ArrayBuffer).toString();
}
