import { Client, DiscordjsError, DiscordjsErrorCodes, Events, Options, Status, type Interaction } from 'discord.js';
import type { Logger } from 'pino';
import { ExtrasByInteraction, interactionFacts } from './readInteraction.js';
import type { Dispatcher } from '../commands/interaction/dispatcher.js';
import { backoffMs, type Backoff } from '../lib/backoff.js';
import { minutes, seconds, sleep, type Clock } from '../lib/time.js';

interface BotParts {
	readonly token: string;
	/** REST base without version; the gateway's address is asked there. */
	readonly apiUrl: string;
	readonly userAgent: string;
	readonly shards: 'auto' | number[];
	readonly shardCount: 'auto' | number;
	readonly dispatcher: Dispatcher;
	/** Publishes the commands for this application, if they have changed. */
	readonly publish: (applicationId: string) => Promise<unknown>;
	/** Called when the gateway is lost for good while the bot runs: a revoked token, a wrong shard. */
	readonly onFatal: (error: BotFatalError) => void;
	readonly clock: Clock;
	readonly random: () => number;
	readonly log: Logger;
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

/**
 * The discord.js client: it hears interactions and hands them to the commands. It needs no intent, keeps next to nothing in
 * memory and sends nothing itself but what keeps the gateway alive.
 */
export class Bot {
	readonly #parts: BotParts;
	readonly #extras = new ExtrasByInteraction();
	readonly #inHand = new Set<Promise<void>>();
	readonly #stopping = new AbortController();
	#client: Client<true> | undefined;

	constructor(parts: BotParts) {
		this.#parts = parts;
	}

	/** Interactions are heard at this moment (false while the gateway reconnects). */
	get ready(): boolean {
		return this.#client?.isReady() ?? false;
	}

	/**
	 * Resolves when interactions are heard and, if Discord took them, the commands are published.
	 * @throws BotFatalError when Discord refuses the token; waits as long as Discord is merely away
	 */
	async start(): Promise<void> {
		const { clock, log, random } = this.#parts;
		for (let failures = 1; ; failures += 1) {
			try {
				this.#client = await this.#login();
				break;
			} catch (error) {
				if (error instanceof BotFatalError || this.#stopping.signal.aborted) throw error;
				log.warn({ err: error, failures }, 'Discord cannot be reached; trying again');
			}
			await sleep(clock, backoffMs(loginBackoff, failures, random()), this.#stopping.signal);
		}

		log.info({ shards: this.#client.ws.shards.size }, 'connected to Discord');
		await this.#publish(this.#client.application.id, 1);
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
		const ready = new Promise<Client<true>>((resolve, reject) => {
			client.once(Events.ClientReady, resolve);
			client.on(Events.ShardDisconnect, ({ code }, shard) => {
				const error = new BotFatalError(closings[code] ?? `the gateway closed shard ${shard} for good (${code})`);
				if (this.#client === client) this.#parts.onFatal(error);
				reject(error);
			});
			this.#stopping.signal.addEventListener('abort', () => reject(stopReason(this.#stopping.signal)), { once: true });
		});

		try {
			const [readyClient] = await Promise.all([ready, client.login(this.#parts.token)]);
			return readyClient;
		} catch (error) {
			await client.destroy();
			const refused = error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid;
			// Without the cause: the library's error need not be trusted to leave the token out.
			throw refused ? new BotFatalError('Discord does not accept DISCORD_TOKEN') : error;
		}
	}

	#makeClient(): Client {
		const { apiUrl, userAgent, shards, shardCount, log } = this.#parts;
		const client: Client = new Client({
			intents: [],
			// READY must not wait for guilds that are away.
			waitGuildTimeout: 0,
			allowedMentions: { parse: [] },
			shards,
			...(shardCount === 'auto' ? {} : { shardCount }),
			rest: { api: apiUrl, userAgentAppendix: userAgent },
			makeCache: Options.cacheWithLimits({
				...Options.DefaultMakeCacheSettings,
				MessageManager: 0,
				GuildMemberManager: 0,
				UserManager: { maxSize: 0, keepOverLimit: (user) => user.id === client.user?.id },
			}),
		});

		dropUnreadable(client, log);
		client.on(Events.Raw, (packet: unknown) => this.#extras.hear(packet));
		client.on(Events.InteractionCreate, (interaction) => this.#hear(interaction));
		// Without a listener an error event would end the process.
		client.on(Events.Error, (error) => log.error({ err: error }, 'discord.js failed'));
		client.on(Events.ShardError, (error, shard) => log.warn({ err: error, shard }, 'gateway connection failed'));
		client.on(Events.ShardReconnecting, (shard) => log.info({ shard }, 'gateway connection lost; reconnecting'));
		client.on(Events.ShardResume, (shard, replayed) => log.info({ shard, replayed }, 'gateway connection resumed'));
		return client;
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

/**
 * Drops a packet that discord.js cannot read, and says so. The library has no door for that: what it throws there passes
 * every listener and ends the process, for everybody, because of one interaction.
 */
function dropUnreadable({ ws }: Client, log: Logger): void {
	const handle: unknown = Reflect.get(ws, 'handlePacket');
	if (typeof handle !== 'function') return;
	const guarded = (...given: unknown[]): unknown => {
		try {
			return Reflect.apply(handle, ws, given);
		} catch (error) {
			// Without the packets that come before it is ready there would be no bot.
			if (ws.status !== Status.Ready) throw error;
			log.error({ err: error, type: (given[0] as { t?: unknown } | undefined)?.t }, 'a packet was dropped: unreadable');
			return true;
		}
	};
	Object.defineProperty(ws, 'handlePacket', { value: guarded });
}

const stopReason = (signal: AbortSignal): Error =>
	signal.reason instanceof Error ? signal.reason : new Error('the bot is stopping');
