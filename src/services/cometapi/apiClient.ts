import { Agent, buildConnector, Client, FormData } from 'undici';
import type { Dispatcher } from 'undici';

import { ApiError } from '../../providers/contract/apiError.js';
import { errorDetail } from '../../lib/errorDetail.js';
import { deadline, DeadlineError, seconds } from '../../lib/time.js';
import type { Clock } from '../../lib/time.js';
import { untilSilent } from '../../lib/untilSilent.js';
import type { Answer, Call } from '../../providers/contract/provider.js';
import { encodeBody } from './encodeBody.js';
import { flatten, namingErrors, route } from './answerBody.js';
import { readAnswer } from '../../providers/answers/readAnswer.js';

export interface ApiClientParts {
	/** Where the API is; the key is sent to this origin and to no other. */
	readonly baseUrl: string;
	readonly key: string;
	/** `reelay/<version>`. */
	readonly userAgent: string;
	readonly clock: Clock;
	/** Takes our own secrets out of what the other side says. */
	readonly clean?: (text: string) => string;
	/** Asked when a POST begins; what it gives is asked last of all, when the connection stands: false means not to send. */
	readonly mayAct?: (() => () => boolean) | undefined;
}

interface CallOptions {
	/** Longest wait for the whole answer, its body included (with `open`: for its head), in milliseconds. */
	readonly timeoutMs: number;
	readonly signal?: AbortSignal | undefined;
	/** Largest body that is read, in bytes; 1 MB unless told. */
	readonly maxBytes?: number;
	/** The key stays at home: for routes that need none. */
	readonly anonymous?: boolean;
}

interface OpenOptions extends Omit<CallOptions, 'maxBytes'> {
	/** Longest silence within the body, in milliseconds. */
	readonly idleMs: number;
}

/** An answer whose body has not been read. Whoever gets one reads the body to its end, stops iterating it, or calls `discard`. */
export interface OpenAnswer {
	/** What was asked. */
	readonly url: string;
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	/** Throws ApiError when the body breaks off or falls silent. */
	readonly body: AsyncIterable<Uint8Array>;
	discard(): void;
}

type Headers = Readonly<Record<string, string>>;

const largestAnswerBytes = 1_000_000;
const connectTimeoutMs = seconds(10);
/** Looks at once, over connections that are kept. */
const mostConnections = 128;

/**
 * Makes the calls that the families describe. Follows no redirect and repeats nothing: every POST has a connection of its
 * own that carries one request, so that it is certain whether anything was sent.
 */
export class ApiClient {
	readonly #parts: ApiClientParts;
	readonly #base: URL;
	readonly #connect = buildConnector({ timeout: connectTimeoutMs });
	readonly #agent: Agent;
	/** Errors of connecting: nothing was sent. */
	readonly #unconnected = new WeakSet<Error>();

	constructor(parts: ApiClientParts) {
		this.#parts = parts;
		this.#base = new URL(parts.baseUrl);
		this.#agent = new Agent({
			connections: mostConnections,
			// Our own deadlines end every wait.
			headersTimeout: 0,
			bodyTimeout: 0,
			connect: (options, callback) => {
				this.#connect(options, (...said) => {
					if (said[0] !== null) this.#unconnected.add(said[0]);
					callback(...said);
				});
			},
		});
	}

	/**
	 * Makes a call and reads the whole answer, whatever its status.
	 * @throws ApiError when there is no whole answer
	 */
	async call(call: Call, options: CallOptions): Promise<Answer> {
		const wait = deadline(this.#parts.clock, options.timeoutMs, options.signal);
		try {
			const connection = call.method === 'POST' ? this.#connection() : undefined;
			try {
				const response = await this.#request(call, { ...options, signal: wait.signal, connection });
				const head = { status: response.statusCode, headers: flatten(response.headers) };
				const { maxBytes = largestAnswerBytes } = options;
				// Whoever was not sent the key cannot repeat it.
				const clean = options.anonymous === true ? undefined : this.#parts.clean;
				return await readAnswer(route(call), head, { body: response.body, maxBytes, clean });
			} finally {
				void connection?.client.destroy();
			}
		} finally {
			wait.clear();
		}
	}

	/** Whether an address is one of the API's own: the key may go there, and nowhere else. */
	owns(address: string): boolean {
		return URL.canParse(address) && new URL(address).origin === this.#base.origin;
	}

	/**
	 * Makes a GET, of a call or of an address that the API `owns`, and hands its body out unread.
	 * @throws ApiError when no head of an answer came
	 */
	async open(asked: (Call & { readonly method: 'GET' }) | URL, options: OpenOptions): Promise<OpenAnswer> {
		const call: Call & { readonly url?: URL } =
			asked instanceof URL ? { method: 'GET', path: asked.pathname, url: asked } : asked;
		const { clock } = this.#parts;
		const own = new AbortController();
		const late = clock.after(options.timeoutMs, () => own.abort(new DeadlineError(options.timeoutMs)));
		const signal = options.signal === undefined ? own.signal : AbortSignal.any([own.signal, options.signal]);
		try {
			const response = await this.#request(call, { ...options, signal });
			const headers = flatten(response.headers);
			const onSilence = (): void => own.abort(new DeadlineError(options.idleMs));
			const body = untilSilent(response.body as AsyncIterable<Uint8Array>, {
				clock,
				idleMs: options.idleMs,
				onSilence,
			});
			return {
				url: (call.url ?? this.#url(call)).href,
				status: response.statusCode,
				headers,
				body: namingErrors(route(call), response, body),
				discard: () => {
					response.body.on('error', () => undefined).destroy();
				},
			};
		} finally {
			late();
		}
	}

	/** An address as it is, or one that begins with `/` at the API's own origin. */
	resolve(address: string): string {
		return address.startsWith('/') ? new URL(address, this.#base.origin).href : address;
	}

	/** Closes the connections; calls under way fail. */
	async close(): Promise<void> {
		await this.#agent.destroy();
	}

	/** A client for one request over one connection; `made` tells whether that connection ever stood. */
	#connection(): Connection {
		const state = { made: false };
		const mayAct = this.#parts.mayAct?.();
		const client = new Client(this.#base.origin, {
			pipelining: 0,
			headersTimeout: 0,
			bodyTimeout: 0,
			connect: (options, callback) => {
				if (state.made) {
					callback(new Error('the connection was lost'), null);
					return;
				}
				this.#connect(options, (...said) => {
					if (said[0] === null && mayAct?.() === false) {
						said[1].destroy();
						callback(new Error('not sent: another process may have the job'), null);
						return;
					}
					state.made = said[0] === null;
					callback(...said);
				});
			},
		});
		return { client, state };
	}

	async #request(
		call: Call & { readonly url?: URL },
		options: Pick<CallOptions, 'signal' | 'anonymous'> & { readonly connection?: Connection | undefined },
	): Promise<Dispatcher.ResponseData> {
		const { connection, signal } = options;
		const url = call.url ?? this.#url(call);
		if (url.origin !== this.#base.origin) throw new Error('a call must stay at the API');
		try {
			// A signal that has already gone off must not even connect.
			signal?.throwIfAborted();
			return await (connection?.client ?? this.#agent).request({
				origin: url.origin,
				path: `${url.pathname}${url.search}`,
				method: call.method,
				headers: this.#headers(call, options.anonymous === true),
				body: encodeBody(call.body, () => new FormData()),
				signal: signal ?? null,
			});
		} catch (error) {
			const unsent = connection === undefined ? this.#isUnconnected(error) : !connection.state.made;
			throw new ApiError(route(call), {
				kind: unsent ? 'unreachable' : 'unanswered',
				detail: errorDetail(error),
				cause: error,
			});
		}
	}

	#isUnconnected(error: unknown): boolean {
		return error instanceof Error && this.#unconnected.has(error);
	}

	#url(call: Call): URL {
		const url = new URL(`${this.#base.origin}${this.#base.pathname.replace(/(?<!\/)\/+$/u, '')}${call.path}`);
		for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
		// A path such as `@elsewhere/` would turn our host into a user name.
		if (!call.path.startsWith('/')) throw new Error('a call must stay at the API');
		return url;
	}

	#headers(call: Call, anonymous: boolean): Headers {
		return {
			accept: 'application/json, */*',
			'accept-encoding': 'identity',
			'user-agent': this.#parts.userAgent,
			...(call.body?.kind === 'json' && { 'content-type': 'application/json' }),
			...call.headers,
			...(!anonymous && { authorization: `Bearer ${this.#parts.key}` }),
		};
	}
}

interface Connection {
	readonly client: Client;
	readonly state: { made: boolean };
}
