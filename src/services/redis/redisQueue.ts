import type { Logger } from 'pino';
import type { QueuedJob } from '../../jobs/record/queuedJob.js';
import type { Clock } from '../../lib/time.js';
import type { PlaceQueue, Places } from '../scheduling/placeQueue.js';
import type { orderOf } from '../scheduling/queueOrder.js';
import type { RedisConnection } from './redisConnection.js';
import * as scripts from './scripts.js';

interface RedisQueueParts {
	readonly redis: Pick<RedisConnection, 'client' | 'run'>;
	/** `MAX_RUNNING_JOBS`. */
	readonly capacity: number;
	/** `MEMBER_RUNNING_JOBS`. */
	readonly memberPlaces: number;
	/** Is told of a job whose turn has come while it was waiting. */
	readonly wake: (id: string) => void;
	readonly orderOf: typeof orderOf;
	readonly clock: Clock;
	readonly log: Logger;
}

/** What moves the queue within this time is read together. */
const gatherMs = 300;

/** The queue of the whole bot in Redis; what is shown of it is what was read last. */
export class RedisQueue implements PlaceQueue {
	readonly #parts: RedisQueueParts;
	#places: Places = { shared: new Map(), own: new Map() };
	#running = 0;
	#isPlanned = false;
	#moved: () => void = () => undefined;

	constructor(parts: RedisQueueParts) {
		this.#parts = parts;
	}

	get running(): number {
		return this.#running;
	}

	get waiting(): number {
		return this.#places.shared.size + this.#places.own.size;
	}

	get places(): Places {
		return this.#places;
	}

	async enter({ id, member, since, guild, guildPlaces }: QueuedJob): Promise<boolean> {
		const job = { m: member, since: Math.round(since), g: guild ?? '', p: guildPlaces ?? undefined };
		const [answer, ...woken] = await this.#run(scripts.enter, id, JSON.stringify(job));
		this.woken(woken);
		// The card of one that waits says where it stands.
		if (answer !== 'held') await this.read();
		return answer === 'held';
	}

	async leave(id: string): Promise<void> {
		this.woken(await this.#run(scripts.leave, id, ''));
	}

	/** The turn of these has come, by an act of this queue or by a save. */
	woken(ids: readonly string[]): void {
		for (const id of ids) this.#parts.wake(id);
		this.#plan();
	}

	place(id: string): number | undefined {
		return this.#places.shared.get(id);
	}

	ownPlace(id: string): number | undefined {
		return this.#places.own.get(id);
	}

	onMove(act: () => void): void {
		this.#moved = act;
	}

	async #run(script: string, id: string, job: string): Promise<string[]> {
		const { capacity, memberPlaces, redis } = this.#parts;
		return (await redis.run(script, [id, job, JSON.stringify({ capacity, memberPlaces })])) as string[];
	}

	#plan(): void {
		if (this.#isPlanned) return;
		this.#isPlanned = true;
		this.#parts.clock.after(gatherMs, () => {
			this.#isPlanned = false;
			this.read().catch((error: unknown) => this.#parts.log.debug({ err: error }, 'the queue could not be read'));
		});
	}

	/** Reads how the queue stands. */
	async read(): Promise<void> {
		const { client } = this.#parts.redis;
		const all = client.multi().hGetAll('{r}:q:jobs').hGetAll('{r}:q:held').zRange('{r}:q:turns', 0, -1);
		const [jobs, held, turns] = await all.execTyped();
		const waiting = Object.entries(jobs).map(([id, text]) => asWaiting(id, text));
		waiting.sort((a, b) => a.since - b.since || (a.id < b.id ? -1 : 1));
		const lines = turns.map((member) => waiting.filter((job) => job.member === member));
		const holders = Object.values(held).map(asHolder);
		this.#running = holders.length;
		this.#places = this.#parts.orderOf(
			lines,
			(member) => holders.filter((holder) => holder.member === member),
			this.#parts.memberPlaces,
		);
		this.#moved();
	}
}

function asWaiting(id: string, text: string): QueuedJob {
	const { m, since, g, p } = JSON.parse(text) as { m: string; since: number; g: string; p?: number };
	return { id, member: m, since, guild: g === '' ? null : g, guildPlaces: p };
}

function asHolder(text: string): { member: string; guild: string | null } {
	const [member = '', guild = ''] = text.split(' ');
	return { member, guild: guild === '' ? null : guild };
}
