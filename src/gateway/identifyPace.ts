import type { IIdentifyThrottler } from 'discord.js';
import { backoffMs, type Backoff } from '../lib/backoff.js';
import { hours, minutes, seconds, sleep } from '../lib/time.js';
import type { Environment } from '../lib/environment.js';

/** Discord takes one IDENTIFY of a concurrency key in this time. */
const everyMs = seconds(5);

/** Between identifies of one shard whose sessions do not last. */
const failingBackoff: Backoff = { firstMs: everyMs, longestMs: minutes(10) };

/** Whatever ended a session that began so long ago, it was a good one. */
const goodSessionMs = minutes(10);

const dayMs = hours(24);

/** This part of what Discord allows in a day is left alone: at its end Discord takes the bot's token away. */
const untouchedShare = 0.5;

const nearTheEnd = 'too many session starts in a day; waiting, so that Discord does not reset the token';

interface IdentifyRules {
	/** How many shards may identify at once. */
	readonly concurrency: number;
	/** How many identifies Discord allows in a day … */
	readonly perDay: number;
	/** … how many of them are left, whoever has used the others … */
	readonly remaining: number;
	/** … and how long it is until Discord counts anew. */
	readonly resetAfterMs: number;
}

/** What is known of one shard's identifies. */
interface Starts {
	readonly at: number;
	/** In a row whose sessions did not last. */
	readonly failures: number;
}

/**
 * When a shard may identify. Discord rations these by the day and resets the token of a bot that uses them up, so that a gateway
 * which ends every session at once must be met with growing waits; the library's own pace is one in five seconds, for ever.
 * One for the whole process, whatever number of clients it makes.
 */
export class IdentifyPace implements IIdentifyThrottler {
	readonly #parts: Environment;
	readonly #shards = new Map<number, Starts>();
	/** By concurrency key: when its last identify was, and the end of the line for the next. */
	readonly #keys = new Map<number, { at: number; line: Promise<void> }>();
	/** Times of the identifies of this process in the last day, oldest first. */
	#today: number[] = [];
	/** How many shards may identify at once, and how many identifies Discord allows in a day. */
	#rules = { concurrency: 1, perDay: 1000 };
	/** What Discord said is left, whoever has used the rest; when, and for how long that holds. */
	#left = { count: 1000, at: Number.NEGATIVE_INFINITY, forMs: 0 };

	constructor(parts: Environment) {
		this.#parts = parts;
	}

	/** What `GET /gateway/bot` says. */
	obey({ concurrency, perDay, remaining, resetAfterMs }: IdentifyRules): void {
		this.#rules = { concurrency, perDay };
		this.#left = { count: remaining, at: this.#parts.clock.elapsed(), forMs: resetAfterMs };
	}

	/** Resolves when this shard may identify; rejects when its connection has closed meanwhile. */
	async waitForIdentify(shardId: number, signal: AbortSignal): Promise<void> {
		const { clock, random } = this.#parts;
		const asked = clock.elapsed();
		const last = this.#shards.get(shardId);
		const failures = last !== undefined && asked - last.at < goodSessionMs ? last.failures + 1 : 0;
		const failing = failures === 0 ? 0 : backoffMs(failingBackoff, failures, random());
		const waitMs = Math.max((last?.at ?? asked) + failing - asked, this.#untilAllowedMs());
		if (failures > 1 || waitMs > everyMs)
			this.#parts.log.warn({ shard: shardId, failures, waitMs }, 'waiting before a new session');
		if (waitMs > 0) await sleep(clock, waitMs, signal);
		await this.#inLine(shardId % this.#rules.concurrency, signal);
		this.#shards.set(shardId, { at: clock.elapsed(), failures });
		this.#today.push(clock.elapsed());
	}

	/** How long until Discord's ration for the day allows one more without coming near its end, ms. */
	#untilAllowedMs(): number {
		const { clock, log } = this.#parts;
		const now = clock.elapsed();
		this.#today = this.#today.filter((at) => now - at < dayMs);
		const { perDay } = this.#rules;
		const [oldest] = this.#today;
		const { count, at: told, forMs } = this.#left;
		const since = this.#today.filter((at) => at >= told).length;
		if (now - told < forMs && since >= Math.ceil(count * (1 - untouchedShare))) {
			log.error({ today: since, left: count }, nearTheEnd);
			return told + forMs - now;
		}
		if (oldest === undefined || this.#today.length < perDay * (1 - untouchedShare)) return 0;
		const facts = { today: this.#today.length, perDay };
		log.error(facts, nearTheEnd);
		return oldest + dayMs - now;
	}

	/** One after another of a key, at the pace that Discord takes. */
	async #inLine(key: number, signal: AbortSignal): Promise<void> {
		const { clock, random } = this.#parts;
		const known = this.#keys.get(key) ?? { at: Number.NEGATIVE_INFINITY, line: Promise.resolve() };
		const before = known.line;
		let next: () => void = () => undefined;
		known.line = new Promise((resolve) => {
			next = resolve;
		});
		this.#keys.set(key, known);
		try {
			await before;
			const waitMs = known.at + everyMs - clock.elapsed();
			if (waitMs > 0) await sleep(clock, waitMs + seconds(1) * random(), signal);
			signal.throwIfAborted();
			known.at = clock.elapsed();
		} finally {
			next();
		}
	}
}
