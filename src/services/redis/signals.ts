import type { Logger } from 'pino';
import { seconds, type Clock } from '../../lib/time.js';
import type { RedisConnection } from './redisConnection.js';

interface SignalsParts {
	readonly redis: Pick<RedisConnection, 'another' | 'client'>;
	readonly clock: Clock;
	readonly log: Logger;
}

/** What one process asks of another. */
interface Hearers {
	/** A look at this job is wanted by whoever has it. Answers whether it is had here. */
	readonly look: (id: string) => boolean;
	/** Nobody has answered for this long, or more than once: it may be in nobody's hands. */
	readonly unheard: (id: string) => void;
	/** Something that is kept in memory has been changed elsewhere, or may have been. */
	readonly changed: () => Promise<void>;
}

const looks = '{r}:signal:look';
const changes = '{r}:signal:changed';

/** Looks that were asked for and have not been taken: what a message that was lost would have said. */
const asked = '{r}:asked';

/** How often what was asked for is looked through, and what may have changed is read anew: messages can be lost. */
const pollMs = seconds(2);

/** One that nobody has taken for so long is taken out: its job has ended, or its next step has come by itself. */
const askedMs = seconds(60);

/**
 * Word from one process to the others: to look at a job, or that something has changed. Each word is sent at once, and stands in
 * Redis besides until it is taken.
 */
export class Signals {
	readonly #parts: SignalsParts;
	#hearers: Hearers | undefined;
	#ear: ReturnType<RedisConnection['another']> | undefined;
	#cancel: () => void = () => undefined;
	#isStopped = false;

	constructor(parts: SignalsParts) {
		this.#parts = parts;
	}

	/** From now on word is heard. */
	async start(hearers: Hearers): Promise<void> {
		const { log, redis } = this.#parts;
		this.#hearers = hearers;
		const ear = redis.another();
		this.#ear = ear;
		ear.on('error', (error: unknown) => log.debug({ err: error }, 'Redis does not answer'));
		await ear.connect();
		await ear.subscribe(looks, (id) => void this.#look(id));
		await ear.subscribe(changes, () => void this.#changed());
		this.#plan();
	}

	/** Asks whoever has the job to look at it. */
	look(id: string): void {
		const { client } = this.#clientOrNothing() ?? {};
		if (client === undefined) return;
		const word = client.multi().hSet(asked, id, String(Date.now())).publish(looks, id);
		word.exec().catch((error: unknown) => this.#parts.log.debug({ err: error, jobId: id }, 'no word sent'));
	}

	/** Says that something has been changed that others keep in memory. */
	changed(): void {
		const { client } = this.#clientOrNothing() ?? {};
		client?.publish(changes, '').catch((error: unknown) => this.#parts.log.debug({ err: error }, 'no word sent'));
	}

	/** The job is in hand here, and is looked at anyway. */
	async taken(id: string): Promise<void> {
		await this.#parts.redis.client.hDel(asked, id).catch(() => undefined);
	}

	stop(): void {
		this.#isStopped = true;
		this.#cancel();
		if (this.#ear?.isOpen === true) this.#ear.destroy();
	}

	async #look(id: string): Promise<void> {
		if (this.#hearers?.look(id) === true) await this.taken(id);
	}

	async #changed(): Promise<void> {
		await this.#hearers?.changed().catch((error: unknown) => {
			this.#parts.log.debug({ err: error }, 'what has changed elsewhere could not be read; it is read again');
		});
	}

	/** What a lost message would have said. */
	async #poll(): Promise<void> {
		const { log, redis } = this.#parts;
		try {
			const now = Date.now();
			for (const [id, at] of Object.entries(await redis.client.hGetAll(asked))) {
				const isHere = this.#hearers?.look(id) === true;
				if (isHere || now - Number(at) > askedMs) await this.taken(id);
				else if (now - Number(at) > pollMs) this.#hearers?.unheard(id);
			}
		} catch (error) {
			log.debug({ err: error }, 'word of other processes could not be read');
		}
		await this.#changed();
		this.#plan();
	}

	#plan(): void {
		if (!this.#isStopped) this.#cancel = this.#parts.clock.after(pollMs, () => void this.#poll());
	}

	#clientOrNothing() {
		try {
			return { client: this.#parts.redis.client };
		} catch {
			// Redis is away: nobody hears anything.
			return undefined;
		}
	}
}
