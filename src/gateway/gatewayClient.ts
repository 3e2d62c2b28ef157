import { Client, Options, Status } from 'discord.js';
import type { IdentifyPace } from './identifyPace.js';
import { PacedSharding } from './pacedSharding.js';
import type { Environment } from '../lib/environment.js';

interface GatewayClientParts extends Pick<Environment, 'clock' | 'random'> {
	/** REST base without version; the gateway's address is asked there. */
	readonly apiUrl: string;
	readonly userAgent: string;
	readonly shards: 'auto' | number[];
	readonly shardCount: 'auto' | number;
}

/** A discord.js client that needs no intent, keeps next to nothing in memory, and repeats nothing by itself without a pause. */
export function gatewayClient(parts: GatewayClientParts, identifies: IdentifyPace): Client {
	const { apiUrl, userAgent, shards, shardCount } = parts;
	const client: Client = new Client({
		intents: [],
		// READY must not wait for guilds that are away.
		waitGuildTimeout: 0,
		allowedMentions: { parse: [] },
		shards,
		...(shardCount === 'auto' ? {} : { shardCount }),
		// It asks where the gateway is, and no more; waits and repetitions are the login's.
		rest: { api: apiUrl, userAgentAppendix: userAgent, retries: 0, rejectOnRateLimit: () => true },
		ws: {
			buildStrategy: (manager) => new PacedSharding(manager, parts),
			buildIdentifyThrottler: async (manager) => {
				const { session_start_limit: limit } = await manager.fetchGatewayInformation();
				identifies.obey({
					...{ concurrency: Math.max(1, limit.max_concurrency), perDay: limit.total },
					...{ remaining: limit.remaining, resetAfterMs: limit.reset_after },
				});
				return identifies;
			},
		},
		makeCache: Options.cacheWithLimits({
			...Options.DefaultMakeCacheSettings,
			MessageManager: 0,
			GuildMemberManager: 0,
			UserManager: { maxSize: 0, keepOverLimit: (user) => user.id === client.user?.id },
		}),
	});
	return client;
}

/**
 * Drops a packet that discord.js cannot read, and hands it to `onDrop`. The library has no door for that: what it throws there
 * passes every listener and ends the process, for everybody, because of one interaction.
 */
export function dropUnreadable({ ws }: Client, onDrop: (packet: unknown, error: unknown) => void): void {
	const handle: unknown = Reflect.get(ws, 'handlePacket');
	if (typeof handle !== 'function') return;
	const guarded = (...given: unknown[]): unknown => {
		try {
			return Reflect.apply(handle, ws, given);
		} catch (error) {
			// Without the packets that come before it is ready there would be no bot.
			if (ws.status !== Status.Ready) throw error;
			onDrop(given[0], error);
			return true;
		}
	};
	Object.defineProperty(ws, 'handlePacket', { value: guarded });
}
