import {
	DiscordjsError,
	DiscordjsErrorCodes,
	Events,
	RateLimitError,
	Status,
	type Client,
	type Interaction,
} from 'discord.js';
import { dropUnreadable, gatewayClient } from './gatewayClient.js';
import { IdentifyPace } from './identifyPace.js';
import { ExtrasByInteraction, interactionFacts, unreadInteraction } from './readInteraction.js';
import type { Dispatcher } from '../commands/interaction/dispatcher.js';
import { backoffMs, type Backoff } from '../lib/backoff.js';
import { namedWait } from '../discord/restFault.js';
import { minutes, seconds, sleep } from '../lib/time.js';
import type { Environment } from '../lib/environment.js';

interface BotParts extends Environment {
	readonly token: string;
	/** REST base without version; the gateway's address is asked there. */
	readonly apiUrl: string;
	readonly userAgent: string;
	readonly shards: 'auto' | number[];
	readonly shardCount: 'auto' | number;
	readonly dispatcher: Pick<Dispatcher, 'dispatch' | 'apologise' | 'apologiseUnread'>;
	/** Publishes the commands for this application, if they have changed. */
	readonly publish: (applicationId: string) => Promise<unknown>;
	/** Called when the gateway is lost for good while the bot runs: a revoked token, a wrong shard. */
	readonly onFatal: (error: BotFatalError) => void;
}

/** Discord does not let this bot in, and trying again would not help. Its message is for the operator. */
export class BotFatalError extends Error {
	override name = 'BotFatalError' as const;
}

/** Discord being away at start is no reason to end: identifies are rationed, but these tries do not reach one. */
const loginBackoff: Backoff = { firstMs: seconds(1), longestMs: minutes(1) };

const publishBackoff: Backoff = { firstMs: seconds(5), longestMs: minutes(10) };

/** Why the gateway closed for good, in words an operator can act on. */
const closings: Readonly<Record<number, string>> = {
	4004: 'Discord does not accept DISCORD_TOKEN',
	4010: 'Discord does not accept SHARDS and SHARD_COUNT',
	4011: 'the bot is in too many servers for one shard: set SHARDS and SHARD_COUNT to auto',
};

/** The gateway wants more shards than there are; how many, it tells whoever asks anew. */
const shardingRequired = 4011;

const longestErrorText = 500;

/**
 * The discord.js client: it hears interactions and hands them to the commands. It needs no intent, keeps next to nothing in
 * memory and sends nothing itself but what keeps the gateway alive.
 */
export class Bot {
	readonly #parts: BotParts;
	readonly #extras = new ExtrasByInteraction();
	readonly #inHand = new Set<Promise<void>>();
	readonly #stopping = new AbortController();
	readonly #identifies: IdentifyPace;
	#client: Client<true> | undefined;

	constructor(parts: BotParts) {
		this.#parts = parts;
		this.#identifies = new IdentifyPace(parts);
	}

	/** Interactions are heard at this moment, by one shard at least. */
	get ready(): boolean {
		return this.shards.length > 0;
	}

	/** The shards that hear at this moment. (The library's own `isReady` stays true for ever.) */
	get shards(): readonly number[] {
		const ready = this.#client?.ws.shards.filter(({ status }) => status === Status.Ready);
		return ready?.map(({ id }) => id) ?? [];
	}

	/**
	 * Resolves when interactions are heard and, if Discord took them, the commands are published.
	 * @throws BotFatalError when Discord refuses the token; waits as long as Discord is merely away
	 */
	async start(): Promise<void> {
		const client = await this.#connect();
		await this.#publish(client.application.id, 1);
	}

	/** One client after another until one is ready; of those that failed none lives on. */
	async #connect(): Promise<Client<true>> {
		const { clock, log, random } = this.#parts;
		for (let failures = 1; ; failures += 1) {
			let waitMs = backoffMs(loginBackoff, failures, random());
			try {
				const client = await this.#login();
				this.#client = client;
				log.info({ shards: client.ws.shards.size }, 'connected to Discord');
				return client;
			} catch (error) {
				if (error instanceof BotFatalError || this.#stopping.signal.aborted) throw error;
				if (error instanceof RateLimitError) waitMs = Math.max(waitMs, namedWait(error) ?? 0);
				log.warn({ err: this.#told(error), failures, waitMs }, 'Discord cannot be reached; trying again');
			}
			await sleep(clock, waitMs, this.#stopping.signal);
		}
	}

	/** The gateway has closed for good while the bot ran. */
	async #lost(client: Client, error: BotFatalError, isCurable: boolean): Promise<void> {
		if (this.#client !== client) return;
		if (!isCurable) {
			this.#parts.onFatal(error);
			return;
		}
		this.#client = undefined;
		this.#parts.log.warn({ err: error }, 'more shards are needed; connecting anew');
		await client.destroy();
		await this.#connect();
	}

	/** Waits for the handlers in hand, then leaves the gateway. Call last: the client's token dies with it. */
	async stop(): Promise<void> {
		this.#stopping.abort(new Error('the bot is stopping'));
		await Promise.allSettled(this.#inHand);
		const client = this.#client;
		// Leaving closes the gateway for good too, and that is no fault.
		this.#client = undefined;
		await client?.destroy();
	}

	/** One client's way to ready. A failed client cannot be used again. */
	async #login(): Promise<Client<true>> {
		const client = this.#makeClient();
		const over = new AbortController();
		const stopping = this.#stopping.signal;
		const ready = new Promise<Client<true>>((resolve, reject) => {
			client.once(Events.ClientReady, resolve);
			client.on(Events.ShardDisconnect, ({ code }, shard) => {
				const error = new BotFatalError(closings[code] ?? `the gateway closed shard ${shard} for good (${code})`);
				const isCurable = code === shardingRequired && this.#asksForShards;
				this.#lost(client, error, isCurable).catch((failure: unknown) => this.#endWith(failure));
				reject(isCurable ? new Error(error.message) : error);
			});
			stopping.addEventListener('abort', () => reject(stopReason(stopping)), { once: true, signal: over.signal });
		});

		try {
			const [readyClient] = await Promise.all([ready, client.login(this.#parts.token)]);
			return readyClient;
		} catch (error) {
			await client.destroy();
			const refused = error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid;
			// Without the cause: the library's error need not be trusted to leave the token out.
			throw refused ? new BotFatalError('Discord does not accept DISCORD_TOKEN') : error;
		} finally {
			over.abort();
		}
	}

	/** Nobody has fixed the shards: Discord says how many. */
	get #asksForShards(): boolean {
		return this.#parts.shards === 'auto' && this.#parts.shardCount === 'auto';
	}

	#endWith(failure: unknown): void {
		if (this.#stopping.signal.aborted) return;
		const { onFatal } = this.#parts;
		onFatal(failure instanceof BotFatalError ? failure : new BotFatalError(this.#told(failure).message));
	}

	#makeClient(): Client {
		const { log } = this.#parts;
		const client = gatewayClient(this.#parts, this.#identifies);
		dropUnreadable(client, (packet, error) => this.#unread(packet, error));
		client.on(Events.Raw, (packet: unknown) => this.#extras.hear(packet));
		client.on(Events.InteractionCreate, (interaction) => this.#hear(interaction));
		// Without a listener an error event would end the process.
		client.on(Events.Error, (error) => log.error({ err: this.#told(error) }, 'discord.js failed'));
		client.on(Events.ShardError, (error, shard) => {
			log.warn({ err: this.#told(error), shard }, 'gateway connection failed');
		});
		client.on(Events.ShardReconnecting, (shard) => {
			if (!this.#stopping.signal.aborted) log.info({ shard }, 'gateway connection lost; reconnecting');
		});
		client.on(Events.ShardResume, (shard, replayed) => log.info({ shard, replayed }, 'gateway connection resumed'));
		return client;
	}

	/** An error for the log: those of the library may repeat what the other side sent, the token included. */
	#told(error: unknown): { readonly type: string; readonly message: string } {
		const { name, message } = error instanceof Error ? error : new Error(String(error));
		return { type: name, message: message.replaceAll(this.#parts.token, '…').slice(0, longestErrorText) };
	}

	/** An interaction that discord.js cannot read is answered all the same; of its packet only what that takes is believed. */
	#unread(packet: unknown, error: unknown): void {
		const { dispatcher, log } = this.#parts;
		const unread = unreadInteraction(packet);
		log.error({ err: this.#told(error), incident: unread?.interactionId }, 'a packet was dropped: unreadable');
		if (unread === undefined) return;
		const work = dispatcher.apologiseUnread(unread).catch((failure: unknown) => {
			log.error({ err: failure, incident: unread.interactionId }, 'interaction not answered');
		});
		this.#inHand.add(work);
		void work.finally(() => this.#inHand.delete(work));
	}

	#hear(interaction: Interaction): void {
		const work = this.#handle(interaction);
		this.#inHand.add(work);
		void work.finally(() => this.#inHand.delete(work));
	}

	/** Never throws. */
	async #handle(interaction: Interaction): Promise<void> {
		const { clock, dispatcher, log } = this.#parts;
		const receivedAt = clock.now();
		try {
			const facts = interactionFacts(interaction, this.#extras.take(interaction.id), receivedAt);
			try {
				await dispatcher.dispatch(interaction, facts);
			} catch (error) {
				log.error({ err: error, incident: interaction.id }, 'interaction failed');
				await dispatcher.apologise(interaction, facts, error);
			}
		} catch (error) {
			log.error({ err: error, incident: interaction.id }, 'interaction not answered');
		}
	}

	/** Old commands are better than no bot: a failure is tried again in the background. */
	async #publish(applicationId: string, failures: number): Promise<void> {
		const { clock, log, publish, random } = this.#parts;
		try {
			await publish(applicationId);
		} catch (error) {
			log.error({ err: error }, 'commands not published; trying again later');
			const again = clock.after(backoffMs(publishBackoff, failures, random()), () => {
				void this.#publish(applicationId, failures + 1);
			});
			this.#stopping.signal.addEventListener('abort', again, { once: true });
		}
	}
}

const stopReason = (signal: AbortSignal): Error =>
	signal.reason instanceof Error ? signal.reason : new Error('the bot is stopping');
