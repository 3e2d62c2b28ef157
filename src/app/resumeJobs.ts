import { isInFlight, type Job } from '../jobs/record/job.js';
import { plannedTime } from '../jobs/polling/plannedTime.js';
import type { Clock } from '../lib/time.js';
import type { FoundCards } from '../services/delivery/foundCards.js';
import type { Engine } from '../services/scheduling/engine.js';
import type { History } from '../services/records/history.js';
import { restoredNote, type JobStore } from '../services/records/jobStore.js';
import type { Limits } from '../services/admission/limits.js';
import type { Queue } from '../services/scheduling/queue.js';
import { isTaskLeft } from '../jobs/record/leftTask.js';
import { queuedJob } from '../jobs/record/queuedJob.js';
import type { Metrics } from '../services/metrics/metrics.js';

/** Looks found due at start are spread over this long for each of them, so that a restart makes no burst. */
const spreadEachMs = 20;

interface TakingUpParts {
	readonly store: Pick<JobStore, 'openJobs' | 'closed' | 'noted' | 'takeNote'>;
	readonly foundCards: Pick<FoundCards, 'add'>;
	readonly limits: Limits;
	readonly history: History;
	readonly queue: Queue;
	readonly engine: Engine;
	readonly metrics: Pick<Metrics, 'begin'>;
	readonly clock: Clock;
}

/** Everything that lives in memory is made anew from the records, and every open job gets its next step. Returns their number. */
export async function resumeJobs(parts: TakingUpParts): Promise<number> {
	const open = await parts.store.openJobs();
	await markFound(open, parts);
	const left = await count(open, parts);
	parts.metrics.begin(open);
	for (const job of [...open, ...left]) if (isInFlight(job)) parts.queue.occupy(queuedJob(job));
	schedule([...open, ...left], parts);
	return open.length;
}

/** Their records may be older than they are: nothing is paid or posted before Discord has been asked. */
async function markFound(open: readonly Job[], { store, foundCards }: TakingUpParts): Promise<void> {
	const restored = await store.noted(restoredNote);
	// What is to be told again may have been, too.
	const ids = new Set([...open.map(({ id }) => id), ...(await store.noted('redeliver'))]);
	foundCards.add(ids, new Set(restored));
	for (const id of restored) if (!ids.has(id)) await store.takeNote(restoredNote, id);
}

/** Returns the jobs that have ended and whose tasks go on. */
async function count(open: readonly Job[], { store, limits, history }: TakingUpParts): Promise<Job[]> {
	const left: Job[] = [];
	limits.rebuild(open);
	history.rebuild(open);
	const isOpen = new Set(open.map(({ id }) => id));
	for await (const job of store.closed()) {
		// An open record is newer than a closed one of the same job, which is being told again.
		if (isOpen.has(job.id)) continue;
		limits.observe(job);
		history.observe(job);
		if (isTaskLeft(job)) left.push(job);
	}
	return left;
}

/** Every open job gets its next step: at its time, or soon and one after another where that has passed. */
function schedule(open: readonly Job[], { engine, clock }: TakingUpParts): void {
	const now = clock.now();
	let overdue = 0;
	for (const job of open) {
		const at = job.phase === 'generating' ? plannedTime(job.looking.nextAt ?? now, now) : now;
		engine.schedule(job.id, at > now ? at - now : spreadEachMs * overdue++);
	}
}
