import { lookup as systemLookup } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { BoundedBody } from './boundedBody.js';
import { fetchError, handedOver, SafeFetchError } from './safeFetchError.js';
import { foreignUrl, refusedAddress, type UrlRule, isPublicAddress } from './foreignUrl.js';
import { DeadlineError, seconds, type Clock } from '../../../lib/time.js';
import { untilSilent } from '../../../lib/untilSilent.js';

export interface SafeFetchParts {
	readonly clock: Clock;
	/** `reelay/<version>`. */
	readonly userAgent: string;
	/** Origins that may be fetched although they are not https or not public. */
	readonly trustedOrigins: readonly string[];
	/** Every address of a name; the system's resolver unless told. What it answers is judged, never believed. */
	readonly resolve?: (hostname: string) => Promise<readonly LookupAddress[]>;
	/** Ports that untrusted addresses may use; 443 alone unless told. */
	readonly ports?: readonly number[];
}

interface FetchOptions {
	/** More than this many bytes is `too-large`. */
	readonly maxBytes: number;
	/** Longest time in all, redirects and body included, in milliseconds. */
	readonly timeoutMs: number;
	/** Longest silence within the body, in milliseconds; 20 s unless told. */
	readonly idleMs?: number;
	readonly signal?: AbortSignal | undefined;
	/** A redirect to such an address is not followed, but told as `handed-over`. */
	readonly handsOver?: ((address: string) => boolean) | undefined;
}

interface Fetched {
	readonly bytes: number;
	/** What the server says it is: a hint, never proof. Empty when it says nothing. */
	readonly contentType: string;
}

const mostRedirects = 5;
const connectTimeoutMs = seconds(10);
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * The only door to an address that someone else chose. It goes by https to public addresses on port 443, judged by the
 * address of the connection itself, at every redirect anew; it carries no credentials, takes no compressed bodies, and
 * ends what is too long or too slow. Origins named as trusted are exempt from the rules of address, and from nothing else.
 */
export class SafeFetch {
	readonly #parts: SafeFetchParts;
	readonly #rule: UrlRule;
	readonly #public: Agent;
	readonly #exempt: Agent;

	constructor(parts: SafeFetchParts) {
		this.#parts = parts;
		this.#rule = { trusted: new Set(parts.trustedOrigins), ports: parts.ports ?? [443] };
		const waits = { headersTimeout: 0, bodyTimeout: 0 };
		this.#public = new Agent({ ...waits, connect: this.#guardedConnector() });
		this.#exempt = new Agent({ ...waits, connect: { timeout: connectTimeoutMs } });
	}

	/** Whether an address may be fetched, as far as that can be said without looking its host up. */
	allows(address: string): boolean {
		try {
			foreignUrl(address, this.#rule);
			return true;
		} catch (error) {
			if (error instanceof SafeFetchError) return false;
			throw error;
		}
	}

	/**
	 * Fetches into a file, holding only pieces of it in memory. An existing file is replaced; after an error there is none.
	 * @throws SafeFetchError, or the signal's reason
	 */
	async toFile(url: string, path: string, options: FetchOptions): Promise<Fetched> {
		try {
			return await this.#fetch(url, options, async (body) => {
				await pipeline(body, createWriteStream(path, { mode: 0o600 }));
			});
		} catch (error) {
			await rm(path, { force: true });
			throw error;
		}
	}

	async #fetch(
		address: string,
		options: FetchOptions,
		take: (body: AsyncIterable<Uint8Array>) => Promise<void>,
	): Promise<Fetched> {
		const { clock } = this.#parts;
		const own = new AbortController();
		const late = clock.after(options.timeoutMs, () => own.abort(new DeadlineError(options.timeoutMs)));
		const signal = options.signal === undefined ? own.signal : AbortSignal.any([own.signal, options.signal]);
		const { idleMs = seconds(20) } = options;
		const onSilence = (): void => own.abort(new DeadlineError(idleMs));
		try {
			const response = await this.#follow(address, { ...options, signal }).catch((error: unknown) => {
				throw fetchError(error, 'unreachable', options.signal);
			});
			response.body.on('error', () => undefined); // also told to whoever reads it, if anybody does
			const size = new BoundedBody(options);
			const body = untilSilent(response.body as AsyncIterable<Uint8Array>, { clock, idleMs, onSilence });
			size.expect(response.headers['content-length']);
			await take(size.count(body));
			return { bytes: size.bytes, contentType: contentTypeOf(response) };
		} finally {
			late();
			// Whatever is still open of this fetch is not wanted any more.
			own.abort();
		}
	}

	/** The first answer that is no redirect, if it holds the whole body. */
	async #follow(
		address: string,
		{ signal, handsOver }: Pick<FetchOptions, 'handsOver'> & { readonly signal: AbortSignal },
	): Promise<Dispatcher.ResponseData> {
		let next = address;
		for (let hop = 0; hop <= mostRedirects; hop += 1) {
			const url = foreignUrl(next, this.#rule);
			const response = await this.#request(url, signal);
			const { location } = response.headers;
			// A host that serves pieces alone gives the whole as one piece.
			if (response.statusCode === 416) {
				discard(response);
				return accepted(await this.#request(url, signal, { range: 'bytes=0-' }), url);
			}
			if (!redirects.has(response.statusCode) || typeof location !== 'string') return accepted(response, url);

			discard(response);
			if (!URL.canParse(location, url.href)) throw refusedAddress('a redirect to something that is no address');
			next = new URL(location, url.href).href;
			if (handsOver?.(next) === true) throw handedOver(next);
		}
		throw new SafeFetchError('status', { detail: `more than ${mostRedirects} redirects`, retryable: false });
	}

	#request(
		url: URL,
		signal: AbortSignal,
		more: Readonly<Record<string, string>> = {},
	): Promise<Dispatcher.ResponseData> {
		signal.throwIfAborted();
		const agent = this.#rule.trusted.has(url.origin) ? this.#exempt : this.#public;
		return agent.request({
			origin: url.origin,
			path: `${url.pathname}${url.search}`,
			method: 'GET',
			headers: { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': this.#parts.userAgent, ...more },
			signal,
		});
	}

	/** Connects to public addresses only: to one of those judged here, and to nothing a second look-up would say. */
	#guardedConnector(): buildConnector.connector {
		const connect = buildConnector({
			timeout: connectTimeoutMs,
			lookup: (hostname, options, callback) => {
				this.#publicAddresses(hostname).then(
					(addresses) => {
						const [first] = addresses;
						if (options.all === true) callback(null, addresses);
						else callback(null, first?.address ?? '', first?.family);
					},
					(error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), ''),
				);
			},
		});
		return (options, callback) => {
			connect(options, (...said) => {
				const remote = said[1]?.remoteAddress;
				if (said[0] !== null || (remote !== undefined && isPublicAddress(remote))) {
					callback(...said);
					return;
				}
				said[1].destroy();
				callback(refusedAddress('a connection to an address that is not public'), null);
			});
		};
	}

	async #publicAddresses(hostname: string): Promise<LookupAddress[]> {
		const resolve = this.#parts.resolve ?? ((name: string) => systemLookup(name, { all: true }));
		const addresses = await resolve(hostname);
		// One private address among public ones is a trap, or a mistake; neither is worth a connection.
		if (addresses.length === 0 || !addresses.every(({ address }) => isPublicAddress(address))) {
			throw refusedAddress('a name whose address is not public');
		}
		return [...addresses];
	}
}

function accepted(response: Dispatcher.ResponseData, { host }: URL): Dispatcher.ResponseData {
	const { statusCode: status } = response;
	if (status === 200 || (status === 206 && isWhole(response))) return response;

	discard(response);
	const isGone = status === 403 || status === 404 || status === 410;
	const retryable = status === 408 || status === 429 || status >= 500;
	const facts = { detail: `${host} answered ${status}`, status, retryable };
	throw new SafeFetchError(isGone ? 'gone' : 'status', facts);
}

/** Whether the piece that was sent is all there is; without a word about it, the bytes will tell. */
function isWhole({ headers }: Dispatcher.ResponseData): boolean {
	const range = String(headers['content-range'] ?? '');
	const [, from = '0', to = '', total = ''] = /^bytes (\d+)-(\d+)\/(\d+)$/u.exec(range) ?? [];
	return range === '' || (from === '0' && Number(to) + 1 === Number(total));
}

function discard(response: Dispatcher.ResponseData): void {
	response.body.on('error', () => undefined).destroy();
}

function contentTypeOf({ headers }: Dispatcher.ResponseData): string {
	const value = headers['content-type'];
	return (Array.isArray(value) ? value[0] : value) ?? '';
}
