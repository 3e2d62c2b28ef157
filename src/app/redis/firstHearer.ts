import type { Logger } from 'pino';
import type { Dispatcher } from '../../commands/interaction/dispatcher.js';
import { minutes, seconds, sleep, type Clock } from '../../lib/time.js';
import type { RedisConnection } from '../../services/redis/redisConnection.js';

type Heard = Pick<Dispatcher, 'dispatch' | 'apologise' | 'apologiseUnread'>;

interface FirstHearerParts {
	readonly dispatcher: Heard;
	/** Which process has which interaction. */
	readonly redis: Pick<RedisConnection, 'client'>;
	readonly clock: Clock;
	readonly log: Logger;
}

/**
 * An interaction is somebody's for so long, unless that process says again that it is. Short, so that another one that has
 * heard it too may still answer within Discord's three seconds when the first has died.
 */
const claimMs = seconds(1.2);
const renewMs = seconds(0.4);

/** When those that came second ask again: once more when a claim that nobody renewed has ended, and a last time. */
const laterMs = [seconds(1.3), seconds(0.6)] as const;

/** One that is answered is nobody else's for as long as its token lives. */
const answeredMs = minutes(15);

/**
 * Discord tells an interaction to every session of its shard. Of the processes that hear it, the first answers, and the next
 * one where the first dies before it has. Where that cannot be known, each tries, and Discord takes one answer.
 */
export class FirstHearer implements Heard {
	readonly #parts: FirstHearerParts;

	constructor(parts: FirstHearerParts) {
		this.#parts = parts;
	}

	dispatch(...[interaction, facts]: Parameters<Heard['dispatch']>): Promise<void> {
		return this.#alone(interaction.id, () => this.#parts.dispatcher.dispatch(interaction, facts));
	}

	apologise(...heard: Parameters<Heard['apologise']>): Promise<void> {
		return this.#parts.dispatcher.apologise(...heard);
	}

	apologiseUnread(...[to]: Parameters<Heard['apologiseUnread']>): Promise<void> {
		return this.#alone(to.interactionId, () => this.#parts.dispatcher.apologiseUnread(to));
	}

	async #alone(id: string, answer: () => Promise<void>): Promise<void> {
		if (!(await this.#isOurs(id))) return;
		const stop = this.#renew(id);
		try {
			await answer();
		} finally {
			stop();
			await this.#keep(id, answeredMs);
		}
	}

	async #isOurs(id: string): Promise<boolean> {
		const { clock, log } = this.#parts;
		try {
			if (await this.#take(id)) return true;
		} catch (error) {
			log.debug({ err: error }, 'whether others answer cannot be known; this process tries');
			return true;
		}
		for (const waitMs of laterMs) {
			await sleep(clock, waitMs);
			// Redis has gone since: whoever had it has been heard of a moment ago.
			if (await this.#take(id).catch(() => false)) {
				log.warn({ interactionId: id }, 'another process took an interaction and died; answered here');
				return true;
			}
		}
		return false;
	}

	async #take(id: string): Promise<boolean> {
		return (await this.#parts.redis.client.set(nameOf(id), '1', { NX: true, PX: claimMs })) !== null;
	}

	/** Says again and again that the interaction is in hand here. Returns what ends that. */
	#renew(id: string): () => void {
		let cancel: () => void = () => undefined;
		const plan = (): void => {
			cancel = this.#parts.clock.after(renewMs, () => {
				void this.#keep(id, claimMs);
				plan();
			});
		};
		plan();
		return () => cancel();
	}

	/** Where Redis does not hear it, another process may try too, and Discord takes one answer. */
	async #keep(id: string, forMs: number): Promise<void> {
		try {
			await this.#parts.redis.client.set(nameOf(id), '1', { PX: forMs });
		} catch (error) {
			this.#parts.log.debug({ err: error }, 'a claim on an interaction could not be prolonged');
		}
	}
}

const nameOf = (interactionId: string): string => `{r}:first:heard:${interactionId}`;
