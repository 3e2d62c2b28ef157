import { createHash, randomUUID } from 'node:crypto';
import { createClient } from 'redis';
import type { Environment } from '../../lib/environment.js';
import { seconds } from '../../lib/time.js';

/** As `createClient` makes it without modules and scripts of its own. */
type Client = ReturnType<typeof createClient>;

interface RedisConnectionParts extends Pick<Environment, 'log'> {
	/** `redis://`, `rediss://`, or `unix://` and the path of a socket. */
	readonly url: string;
}

/** Redis cannot be used as it is set up; each fault is a readable line. */
export class RedisSetupError extends Error {
	override name = 'RedisSetupError' as const;
	readonly faults: readonly string[];

	constructor(faults: readonly string[]) {
		super(faults.join('\n'));
		this.faults = faults;
	}
}

/**
 * A server that is silent for so long, although it is pinged, is taken for gone, and what was asked of it fails: in time for a
 * member, whom Discord tells after three seconds that nobody answers.
 */
const silentMs = seconds(1.8);
const pingEveryMs = seconds(0.6);

const mostListeners = 50;

/** Under this key lies what this Redis' data is known by: data that was lost does not have it. */
const bornKey = '{r}:born';

/** Stands there while a store is copied, and after a copy that was broken off. */
export const copyingKey = '{r}:copying';

/** The connection to Redis. What is asked while it is down fails at once, so that nothing waits in a line without an end. */
export class RedisConnection {
	readonly #parts: RedisConnectionParts;
	readonly #client: Client;
	#born: string | undefined;
	/** After a connection was made anew: not before it is known whose data these are. */
	#isOurs = true;
	#isEmpty = false;

	constructor(parts: RedisConnectionParts) {
		this.#parts = parts;
		const client: Client = createClient({
			...addressOf(parts.url),
			disableOfflineQueue: true,
			pingInterval: pingEveryMs,
		});
		this.#client = client;
		// Each kind of record listens for itself.
		client.setMaxListeners(mostListeners);
		// Whoever asks hears of it too; an emitter without a listener would end the process.
		this.#client.on('error', (error: unknown) => parts.log.debug({ err: error }, 'Redis does not answer'));
		this.#client.on('ready', () => {
			this.#isOurs = this.#born === undefined;
			void this.#recognise();
		});
	}

	/** Connects and sees how the server is set up. @throws RedisSetupError; what the client throws when it cannot connect */
	async open(): Promise<void> {
		const { log } = this.#parts;
		const settings = await this.inspect();
		if (settings === undefined) log.warn('Redis does not tell how it is set up: make sure that it keeps everything');
		if (settings?.['appendfsync'] === 'everysec') {
			log.warn('Redis writes to disk once a second: when its machine dies, up to a second of records may be lost');
		}
		const isCopied = (await this.#client.exists(copyingKey)) === 1;
		const faults = [...setupFaults(settings ?? {}), ...(isCopied ? [halfCopied] : [])];
		if (faults.length > 0) {
			await this.close();
			throw new RedisSetupError(faults);
		}
		await this.#client.set(bornKey, randomUUID(), { NX: true });
		this.#born = (await this.#client.get(bornKey)) ?? undefined;
	}

	/** Connects, and reads what decides whether records can be lost; undefined where the server does not tell. */
	async inspect(): Promise<Readonly<Record<string, string>> | undefined> {
		await this.#connect();
		return this.#client.configGet(['appendonly', 'appendfsync', 'maxmemory-policy']).catch(() => undefined);
	}

	async #connect(): Promise<void> {
		let refuse: (error: Error) => void = () => undefined;
		const refused = new Promise<never>((_, reject) => (refuse = reject));
		this.#client.once('error', refuse);
		try {
			// The client itself would try for ever.
			await Promise.race([this.#client.connect(), refused]);
			this.#client.off('error', refuse);
		} catch (error) {
			await this.close();
			throw error;
		}
	}

	/** For commands, which throw while there is no connection. @throws while it is not known whose data are there */
	get client(): Client {
		if (!this.#isOurs) throw new Error('Redis has come back, and it is not known yet whether it has its data');
		return this.#client;
	}

	/** The same for a library that asks by itself whether there is a connection. */
	get raw(): Client {
		return this.#client;
	}

	/** Whether the data are those that this process has begun with. */
	get isOurs(): boolean {
		return this.#isOurs;
	}

	/** A client of its own for whoever blocks it, such as a queue; not connected yet. */
	another(): Client {
		return createClient(addressOf(this.#parts.url, 0));
	}

	/** What is wrong, in words; undefined when all is well. */
	get problem(): string | undefined {
		if (this.#isEmpty) return 'Redis has come back without its data';
		return this.#client.isReady ? undefined : 'Redis does not answer';
	}

	/** Runs a script, by its hash where the server knows it. */
	async run(script: string, args: readonly (string | number)[]): Promise<unknown> {
		const options = { keys: [], arguments: args.map(String) };
		try {
			return await this.client.evalSha(shaOf(script), options);
		} catch (error) {
			if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
			return this.client.eval(script, options);
		}
	}

	async close(): Promise<void> {
		if (this.#client.isReady) await this.#client.close().catch(() => undefined);
		else if (this.#client.isOpen) this.#client.destroy();
	}

	/** After a connection was made anew: whether this is still the data that we know. */
	async #recognise(): Promise<void> {
		if (this.#born === undefined) return;
		try {
			const isSame = (await this.#client.get(bornKey)) === this.#born;
			if (!isSame && !this.#isEmpty) {
				this.#parts.log.error('Redis has come back without its data; nothing is made until it has them again');
			}
			this.#isEmpty = !isSame;
			this.#isOurs = isSame;
		} catch (error) {
			this.#parts.log.debug({ err: error }, 'Redis does not answer');
		}
	}
}

const halfCopied = `REDIS_URL: a store is being copied, or a copy was broken off; empty this Redis, or delete ${copyingKey} where it was the source`;

/** What would lose records, by the server's own settings. */
export function setupFaults(settings: Readonly<Record<string, string>>): string[] {
	const policy = settings['maxmemory-policy'] ?? 'noeviction';
	return [
		...(settings['appendonly'] === 'no'
			? ['REDIS_URL: this Redis loses records when it ends; set appendonly yes there']
			: []),
		...(policy === 'noeviction'
			? []
			: [`REDIS_URL: this Redis forgets records when it is full (${policy}); set maxmemory-policy noeviction there`]),
	];
}

function addressOf(url: string, socketTimeout: number = silentMs) {
	const { protocol, pathname } = new URL(url);
	const reconnectStrategy = (tries: number): number => Math.min(50 * 2 ** tries, seconds(2));
	const socket = { connectTimeout: seconds(5), reconnectStrategy, ...(socketTimeout > 0 && { socketTimeout }) };
	return protocol === 'unix:' ? { socket: { ...socket, path: decodeURIComponent(pathname) } } : { url, socket };
}

const shas = new Map<string, string>();

function shaOf(script: string): string {
	const known = shas.get(script) ?? createHash('sha1').update(script).digest('hex');
	shas.set(script, known);
	return known;
}
