import { createNodeRedisClient, Queue, WaitingError, type Job as Carried } from 'bullmq';
import type { Logger } from 'pino';
import { seconds, type Clock } from '../../lib/time.js';
import type { Holds } from './holds.js';
import { LeaseWorker, type Journey } from './leaseWorker.js';
import type { RedisConnection } from './redisConnection.js';

interface LeasesParts {
	readonly redis: Pick<RedisConnection, 'another' | 'client'>;
	readonly holds: Holds;
	/** What must be written of an earlier lease before the job is claimed. @throws when it still cannot be */
	readonly before: (id: string) => Promise<void>;
	/** Makes a new epoch; undefined where the job is gone. */
	readonly claim: (id: string) => Promise<number | undefined>;
	/** Jobs that should have a lease somewhere. @param isFirst nothing has been let in here yet */
	readonly open: (isFirst: boolean) => Promise<readonly string[]>;
	/** Whether this process looks for those that have none. */
	readonly sweeps: () => boolean;
	/** Whether it takes jobs up; else it only offers them to others. */
	readonly works: boolean;
	/** Plans the job's next step here. */
	readonly claimed: (id: string) => Promise<void>;
	/** Nothing more is done for the job here; resolves when the step in hand has ended. */
	readonly lost: (id: string) => Promise<void>;
	/** `LEASE_MS`. */
	readonly leaseMs: number;
	readonly clock: Clock;
	readonly log: Logger;
}

/** A lease in force here. */
interface Held {
	readonly carried: Carried<Journey>;
	readonly token: string;
	/** Ends the processing: the journey is over, or (with an error) goes on elsewhere. */
	readonly end: (why?: Error) => void;
}

const prefix = '{r}:bull';
const name = 'journeys';

/** Journeys that one process may have in hand. */
const mostHeld = 10_000;

/** How often open jobs without a lease are looked for: those whose door died before it could offer them. */
const sweepMs = seconds(10);

/** Before a job that could not be claimed is offered again. */
const retryMs = seconds(1);

/** A number looks like an id of BullMQ's own, and one with a colon is refused. */
const carriedId = (id: string): string => `job-${id}`;
const jobIdOf = (carried: string): string => carried.slice('job-'.length);

/**
 * Who has which job: a BullMQ job is the lease of a whole journey, active here as long as the job lives. BullMQ claims, renews
 * and recovers; what may be written rests on the record's own epoch, and what may be sent on the age of the lease.
 */
export class Leases {
	readonly #parts: LeasesParts;
	readonly #held = new Map<string, Held>();
	/** Journeys that are over here and not yet at BullMQ; whether they were asked for again meanwhile. */
	readonly #ending = new Map<string, boolean>();
	readonly #clients: ReturnType<RedisConnection['another']>[] = [];
	#queue: Queue<Journey> | undefined;
	#worker: LeaseWorker | undefined;
	#cancelSweep: () => void = () => undefined;
	#found: (id: string) => void = () => undefined;
	#isStopping = false;

	constructor(parts: LeasesParts) {
		this.#parts = parts;
	}

	/** From now on jobs are claimed. @param found hears of those that another lease has had before, so that little is believed */
	async start(found: (id: string) => void): Promise<void> {
		this.#found = found;
		this.#queue = new Queue<Journey>(name, { connection: await this.#connect(), prefix });
		this.#queue.on('error', this.#onError);
		if (this.#parts.works) await this.#work();
		await this.#sweep(true);
	}

	async #work(): Promise<void> {
		const { leaseMs, holds } = this.#parts;
		this.#worker = new LeaseWorker(
			name,
			(carried, token = '') => this.#carry(carried, token),
			{
				...{ connection: await this.#connect(), prefix, concurrency: mostHeld, drainDelay: 1, autorun: false },
				...{ lockDuration: leaseMs, stalledInterval: Math.max(seconds(1), leaseMs / 4) },
				// The count is never lowered: a long journey may stall often without a fault of its own.
				maxStalledCount: Number.MAX_SAFE_INTEGER,
				...{ removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } },
			},
			{
				begun: () => holds.now(),
				renewed: (ids, since) => ids.forEach((id) => holds.renew(jobIdOf(id), since)),
				failed: (ids) => ids.forEach((id) => this.#lose(jobIdOf(id))),
			},
		);
		this.#worker.on('error', this.#onError);
		this.#worker.on('completed', ({ id = '' }) => this.#ended(jobIdOf(id)));
		this.#worker.on('failed', (carried) => this.#failed(jobIdOf(carried?.id ?? '')));
		void this.#worker.run();
	}

	readonly #onError = (error: unknown): void => {
		this.#parts.log.debug({ err: error }, 'a lease could not be kept');
	};

	/** Has somebody take the job up, unless somebody has it. */
	offer(id: string): void {
		this.#offer(id).catch((error: unknown) => {
			this.#parts.log.debug({ err: error, jobId: id }, 'not offered; the next sweep does it');
		});
	}

	async #offer(id: string): Promise<void> {
		if (this.#isStopping || this.#queue === undefined) return;
		if (this.#ending.has(id)) {
			this.#ending.set(id, true);
			return;
		}
		const once = { jobId: carriedId(id), removeOnComplete: true, removeOnFail: true };
		await this.#queue.add('journey', { jobId: id }, once);
	}

	/** The job needs no further step. */
	done(id: string): void {
		const held = this.#held.get(id);
		this.#held.delete(id);
		this.#parts.holds.drop(id);
		if (held === undefined) return;
		this.#ending.set(id, false);
		held.end();
	}

	/** Gives every job back, so that another process takes it up at once. */
	async stop(): Promise<void> {
		this.#isStopping = true;
		this.#cancelSweep();
		await this.#worker?.pause(true);
		await Promise.all([...this.#held.keys()].map((id) => this.#giveBack(id)));
		await this.#worker?.close();
		await this.#queue?.close();
		// BullMQ closes those alone that it has made itself.
		for (const client of this.#clients) if (client.isOpen) client.destroy();
	}

	async #connect() {
		const { log, redis } = this.#parts;
		const client = redis.another();
		this.#clients.push(client);
		client.on('error', (error: unknown) => log.debug({ err: error }, 'Redis does not answer'));
		await client.connect();
		return createNodeRedisClient(client);
	}

	async #giveBack(id: string): Promise<void> {
		const { log } = this.#parts;
		const held = this.#forget(id);
		if (held === undefined) return;
		await held.carried.moveToWait(held.token).catch((error: unknown) => {
			log.debug({ err: error, jobId: id }, 'not given back; its lease runs out by itself');
		});
		held.end(new WaitingError());
	}

	/** One lease, from its beginning to its end. */
	async #carry(carried: Carried<Journey>, token: string): Promise<void> {
		const { before, claim, claimed, holds, leaseMs, lost } = this.#parts;
		const id = carried.data.jobId;
		// A pause does not call back the fetch that is under way.
		if (this.#isStopping) {
			await carried.moveToWait(token);
			throw new WaitingError();
		}
		// Whatever is left here of an earlier lease on the same job ends first.
		await lost(id);
		await before(id);
		const since = holds.now();
		await carried.extendLock(token, leaseMs);
		const epoch = await claim(id);
		if (epoch === undefined) return;
		const over = new Promise<void>((resolve, reject) => {
			const end = (why?: Error): void => (why === undefined ? resolve() : reject(why));
			this.#held.set(id, { carried, token, end });
		});
		// It may be given back while its next step is still being planned, before anybody waits for its end.
		over.catch(() => undefined);
		holds.take(id, epoch, since);
		try {
			if (epoch > 1) this.#found(id);
			await claimed(id);
		} catch (error) {
			this.#forget(id);
			throw error;
		}
		await over;
	}

	/** Nothing may be done for it here from now on. */
	#forget(id: string): Held | undefined {
		const held = this.#held.get(id);
		this.#held.delete(id);
		this.#parts.holds.lose(id);
		return held;
	}

	#lose(id: string): void {
		const { log, lost } = this.#parts;
		const held = this.#forget(id);
		if (held === undefined) return;
		log.warn({ jobId: id }, 'the lease of a job was lost; another process goes on with it');
		void lost(id);
		held.end();
	}

	/** It could not be claimed, and BullMQ has forgotten it. */
	#failed(id: string): void {
		this.#ended(id);
		if (id !== '') this.#parts.clock.after(retryMs, () => this.offer(id));
	}

	/** BullMQ has let go of it, so it can be offered again. */
	#ended(id: string): void {
		const isAskedFor = this.#ending.get(id) === true;
		this.#ending.delete(id);
		if (isAskedFor) this.offer(id);
	}

	/** Open jobs that BullMQ does not have. */
	async #unheld(isFirst: boolean): Promise<string[]> {
		const { open, redis } = this.#parts;
		const ids = (await open(isFirst)).filter((id) => !this.#held.has(id));
		const known = await Promise.all(ids.map((id) => redis.client.exists(`${prefix}:${name}:${carriedId(id)}`)));
		return ids.filter((_, index) => known[index] === 0);
	}

	async #sweep(isFirst = false): Promise<void> {
		const { clock, log, sweeps } = this.#parts;
		try {
			if (sweeps()) for (const id of await this.#unheld(isFirst)) await this.#offer(id);
		} catch (error) {
			log.debug({ err: error }, 'open jobs not looked through; the next sweep does it');
		}
		if (!this.#isStopping) this.#cancelSweep = clock.after(sweepMs, () => void this.#sweep());
	}
}
