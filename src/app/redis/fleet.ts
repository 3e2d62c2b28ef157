import { hostname } from 'node:os';
import type { Environment } from '../../lib/environment.js';
import { seconds, type Clock } from '../../lib/time.js';
import type { ProcessFacts } from '../../services/ops/livingProcess.js';
import type { Holds } from '../../services/redis/holds.js';
import type { Leadership } from '../../services/redis/leadership.js';
import type { Leases } from '../../services/redis/leases.js';
import type { RedisQueue } from '../../services/redis/redisQueue.js';
import type { Signals } from '../../services/redis/signals.js';
import type { InProcessEngine } from '../../services/scheduling/inProcessEngine.js';
import { version } from '../version.js';

interface FleetParts extends Pick<Environment, 'clock' | 'log'> {
	readonly own: InProcessEngine;
	/** `ROLE`. */
	readonly role: string;
	readonly holds: Holds;
	readonly leases: Leases;
	readonly leadership: Leadership;
	readonly signals: Signals;
	readonly queue: Pick<RedisQueue, 'read'>;
}

interface FleetStart {
	/** Hears of jobs that another lease has had before, so that little is believed. */
	readonly found: (id: string) => void;
	/** Reads anew what is kept in memory and may have been changed by another process. */
	readonly refresh: readonly (() => Promise<void>)[];
	/** The shards that are heard here at the moment. */
	readonly shards: () => readonly number[];
}

/** One process among those on the same Redis: which jobs it has, and what it hears of the others. */
export class Fleet {
	readonly #parts: FleetParts;

	constructor(parts: FleetParts) {
		this.#parts = parts;
	}

	/** From now on jobs are taken up, and the others are heard. */
	async start({ found, refresh, shards }: FleetStart): Promise<void> {
		const { clock, holds, leadership, leases, own, queue, role, signals } = this.#parts;
		const readAnew = [...refresh, () => queue.read()];
		const fixed = { role, version, host: hostname(), pid: process.pid, startedAt: clock.now() };
		await leadership.start((): ProcessFacts => ({ ...fixed, shards: [...shards()], jobs: own.size }));
		await signals.start({
			look: (id) => {
				if (!holds.has(id)) return false;
				own.look(id);
				return true;
			},
			unheard: (id) => leases.offer(id),
			changed: async () => {
				await Promise.all(readAnew.map((read) => read()));
			},
		});
		await leases.start(found);
	}

	/** Something has been changed here that the others keep in memory. */
	changed(): void {
		this.#parts.signals.changed();
	}

	/** Gives every job back; the others go on with them. */
	async stop(): Promise<void> {
		const { leadership, leases, signals } = this.#parts;
		await leases.stop();
		signals.stop();
		await leadership.stop();
	}
}

/** At most so often, for what costs much and is seldom changed. */
export function seldom(clock: Clock, act: () => Promise<void>, everyMs = seconds(30)): () => Promise<void> {
	let last = clock.elapsed();
	return async () => {
		if (clock.elapsed() - last < everyMs) return;
		last = clock.elapsed();
		await act();
	};
}
