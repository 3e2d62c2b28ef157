import { SimpleShardingStrategy } from 'discord.js';
import { backoffMs, type Backoff } from '../lib/backoff.js';
import { minutes, seconds, sleep } from '../lib/time.js';
import type { Environment } from '../lib/environment.js';

/** Between tries to connect that end without a session; the first comes at once. */
const connectBackoff: Backoff = { firstMs: seconds(1), longestMs: seconds(30) };

/** The same after sessions that were taken up and ended soon: Discord takes each resume, and closes it again at once. */
const shortBackoff: Backoff = { firstMs: seconds(5), longestMs: minutes(2) };

/** Whatever ended a session that was up for so long, it was a good one. */
const goodSessionMs = minutes(10);

/** Of the library's shard, what is needed here; its own types keep the rest to themselves. */
interface Shard {
	internalConnect: () => Promise<void>;
	readonly connection: { terminate(): void; addEventListener(type: 'error', hear: () => void): void } | null;
	on(event: 'ready' | 'resumed', hear: () => void): unknown;
}

type Manager = ConstructorParameters<typeof SimpleShardingStrategy>[0];

/**
 * The library's shards, with two manners more. One that has been destroyed never connects again: the library's own lives on when
 * it is destroyed while it waits to reconnect, identifies, and hears every interaction beside its successor. And one that cannot
 * connect, or whose sessions are taken up and closed at once, waits longer each time, where the library's tries for ever.
 */
export class PacedSharding extends SimpleShardingStrategy {
	readonly #pacing: Pick<Environment, 'clock' | 'random'>;
	readonly #retired = new AbortController();

	constructor(manager: Manager, pacing: Pick<Environment, 'clock' | 'random'>) {
		super(manager);
		this.#pacing = pacing;
	}

	override async spawn(shardIds: number[]): Promise<void> {
		await super.spawn(shardIds);
		for (const shard of this.#all()) this.#pace(shard);
	}

	override async destroy(options?: Parameters<SimpleShardingStrategy['destroy']>[0]): Promise<void> {
		const shards = this.#all().map(({ connection }) => ({ connection }));
		// The manager clears an empty strategy before its first spawn.
		if (shards.length > 0) this.#retired.abort(new Error('the shards are retired'));
		// The library stops listening, and an error that nobody hears would end the process.
		for (const { connection } of shards) connection?.addEventListener('error', () => undefined);
		await super.destroy(options);
		// What was still being opened has not been closed.
		for (const { connection } of shards) connection?.terminate();
	}

	#all(): Shard[] {
		const shards = Reflect.get(this, 'shards') as ReadonlyMap<number, Shard>;
		return [...shards.values()];
	}

	#pace(shard: Shard): void {
		const { clock, random } = this.#pacing;
		const { signal } = this.#retired;
		const connect = shard.internalConnect.bind(shard);
		let failures = 0;
		/** Sessions in a row that did not last. */
		let short = 0;
		let upSince: number | undefined;
		const succeeded = (): void => {
			failures = 0;
			upSince = clock.elapsed();
		};
		shard.on('ready', succeeded);
		shard.on('resumed', succeeded);
		shard.internalConnect = async () => {
			if (upSince !== undefined) short = clock.elapsed() - upSince < goodSessionMs ? short + 1 : 0;
			upSince = undefined;
			const afterFailures = failures === 0 ? 0 : backoffMs(connectBackoff, failures, random());
			// A single one may be chance, and what came meanwhile waits to be heard.
			const afterShort = short < 2 ? 0 : backoffMs(shortBackoff, short - 1, random());
			const waitMs = Math.max(afterFailures, afterShort);
			failures += 1;
			if (waitMs > 0) await sleep(clock, waitMs, signal).catch(() => undefined);
			if (!signal.aborted) await connect();
		};
	}
}
