import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seconds } from '../../lib/time.js';
import type { Metrics } from '../metrics/metrics.js';
import type { LivingProcess } from './livingProcess.js';
import type { Readiness } from './readiness.js';
import type { Environment } from '../../lib/environment.js';

/** Others' paths on this server. */
export interface Routes {
	/** Whether this request was theirs to answer. */
	answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean>;
}

interface OpsServerParts extends Pick<Environment, 'clock' | 'log'> {
	readonly host: string;
	/** 0: any free one. */
	readonly port: number;
	readonly readiness: Readiness;
	readonly metrics: Metrics;
	/** The processes that share the work; undefined where there can be one alone, or nobody tells. */
	readonly living?: (() => readonly LivingProcess[] | undefined) | undefined;
	/** What the world may reach; only with `PUBLIC_URL`. */
	readonly publicRoutes?: (() => Routes | undefined) | undefined;
	/** The operator's page; only with `OPS_TOKEN`, and once the process holds its store. */
	readonly operatorPage?: (() => Routes | undefined) | undefined;
}

/** `OPS_HOST` and `OPS_PORT` name an address that this machine does not have, or may not open. */
export class OpsAddressError extends Error {
	override name = 'OpsAddressError' as const;
}

/** A whole request, its body included, takes no longer. */
const requestTimeoutMs = seconds(10);
/** A peer that neither sends nor reads for this long is left. */
const silenceMs = seconds(15);
const largestHeadBytes = 8192;
const mostConnections = 256;
const portRetryMs = seconds(2);

/**
 * The small server for those who operate the bot: `/healthz`, `/readyz`, `/metrics`, and, with `PUBLIC_URL`, what the world
 * may reach. Nothing it is asked can change a job.
 *
 * A port that another process holds is logged as an error once and tried again until it is free. Ending instead would take
 * members' jobs down for the sake of a dashboard, and would end the process that waits beside a running one in order to take
 * over, for which a held port is the ordinary thing.
 */
export class OpsServer {
	readonly #parts: OpsServerParts;
	readonly #server: Server;
	#cancelRetry: () => void = () => undefined;
	#stopped = false;

	constructor(parts: OpsServerParts) {
		this.#parts = parts;
		const limits = { requestTimeout: requestTimeoutMs, headersTimeout: requestTimeoutMs, keepAliveTimeout: seconds(5) };
		this.#server = createServer(
			{ ...limits, maxHeaderSize: largestHeadBytes, connectionsCheckingInterval: seconds(5) },
			(request, response) => {
				void this.#serve(request, response);
			},
		);
		this.#server.maxConnections = mostConnections;
		this.#server.setTimeout(silenceMs, (socket) => socket.destroy());
	}

	/** The port it listens on; `undefined` while it does not. */
	get port(): number | undefined {
		return (this.#server.address() as AddressInfo | null)?.port;
	}

	/**
	 * Opens the port, or goes on trying to if another process has it.
	 * @throws OpsAddressError when waiting would not help
	 */
	async start(): Promise<void> {
		if ((await this.#listen()) || this.#stopped) return;
		const { host, port, log } = this.#parts;
		log.error({ host, port }, 'the ops port is taken by another process; trying again until it is free (OPS_PORT)');
		this.#retry();
	}

	/** Closes at once; what is being answered is cut off. */
	async stop(): Promise<void> {
		this.#stopped = true;
		this.#cancelRetry();
		await new Promise<void>((resolve) => {
			this.#server.close(() => resolve());
			this.#server.closeAllConnections();
		});
	}

	#retry(): void {
		const { clock, log } = this.#parts;
		this.#cancelRetry = clock.after(portRetryMs, () => {
			void this.#listen().then(
				(open) => {
					if (!open && !this.#stopped) this.#retry();
				},
				(error: unknown) => log.error({ err: error }, 'the ops server cannot be opened'),
			);
		});
	}

	/** Whether the port is open now; false when another process has it. */
	async #listen(): Promise<boolean> {
		const { host, port, log } = this.#parts;
		try {
			// Rejects with the server's error, and leaves no listener behind whichever comes.
			const listening = once(this.#server, 'listening');
			this.#server.listen({ host, port });
			await listening;
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			if (code === 'EADDRINUSE') return false;
			throw new OpsAddressError(`OPS_HOST, OPS_PORT: cannot listen on ${host}:${port} (${code ?? 'unknown'})`, {
				cause: error,
			});
		}
		// Whoever stopped while the port was being opened has not seen it open.
		if (this.#stopped) this.#server.close();
		else log.info({ host, port: this.port }, 'ops server listening');
		return true;
	}

	async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		try {
			response.setHeader('x-content-type-options', 'nosniff');
			response.setHeader('cache-control', 'no-store');
			const path = (request.url ?? '').split('?', 1)[0] ?? '';
			if (await this.#parts.publicRoutes?.()?.answer(request, response, path)) return;
			if (await this.#parts.operatorPage?.()?.answer(request, response, path)) return;
			await this.#answer(request, response, path);
		} catch (error) {
			this.#parts.log.error({ err: error }, 'an ops request could not be answered');
			if (response.headersSent) response.destroy();
			else send(response, 500, 'internal error\n');
		}
	}

	async #answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
		const { readiness, metrics } = this.#parts;
		const isKnown = path === '/healthz' || path === '/readyz' || path === '/metrics';
		if (!isKnown) {
			send(response, 404, 'not found\n');
			return;
		}
		if (request.method !== 'GET' && request.method !== 'HEAD') {
			response.setHeader('allow', 'GET, HEAD');
			send(response, 405, 'only GET and HEAD\n');
			return;
		}

		switch (path) {
			case '/healthz':
				// That this line runs is the check: the process lives and its event loop turns.
				send(response, 200, 'ok\n');
				return;
			case '/readyz': {
				const checks = await readiness.findings();
				const ready = checks.every(({ ok }) => ok);
				const processes = this.#parts.living?.()?.map(brief);
				const told = JSON.stringify({ ready, checks, ...(processes && { processes }) });
				send(response, ready ? 200 : 503, `${told}\n`, 'application/json; charset=utf-8');
				return;
			}
			case '/metrics': {
				const { contentType, text } = await metrics.page();
				send(response, 200, text, contentType);
			}
		}
	}
}

/** Where a process runs is for those who have `OPS_TOKEN`. */
const brief = ({ role, version, shards, jobs, isLeader, isSelf }: LivingProcess) => ({
	...{ role, version, shards, jobs },
	...{ leads: isLeader, answers: isSelf },
});

/** A short answer. After a refusal the connection ends, so that no unread body is waited for. */
function send(response: ServerResponse, status: number, text: string, contentType = 'text/plain; charset=utf-8'): void {
	if (status >= 400 && status !== 503) response.setHeader('connection', 'close');
	response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(text) });
	response.end(text);
}
