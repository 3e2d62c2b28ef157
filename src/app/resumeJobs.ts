import { isInFlight, type Job } from '../jobs/record/job.js';
import { plannedTime } from '../jobs/polling/plannedTime.js';
import { ledgerWindowMs } from '../jobs/accounting/ledger.js';
import type { Environment } from '../lib/environment.js';
import { hours, seconds, sleep } from '../lib/time.js';
import type { FoundCards } from '../services/delivery/foundCards.js';
import type { Engine } from '../services/scheduling/engine.js';
import type { History } from '../services/records/history.js';
import { restoredNote, type Records } from '../services/records/records.js';
import type { Limits } from '../services/admission/limits.js';
import type { Queue } from '../services/scheduling/queue.js';
import { isTaskLeft } from '../jobs/record/leftTask.js';
import { queuedJob } from '../jobs/record/queuedJob.js';
import type { Metrics } from '../services/metrics/metrics.js';

/** Looks found due at start are spread over this long for each of them, so that a restart makes no burst. */
const spreadEachMs = 20;

/** Ended jobs as old as this count in no limit any more; an hour more, for clocks that differ. */
const countedMs = ledgerWindowMs + hours(1);

/** Before the records of old are read once more, when the store did not give them. */
const readAgainMs = seconds(30);

/** What counts in memory. */
export interface Counting {
	readonly limits: Pick<Limits, 'rebuild' | 'learn'>;
	readonly queue: Pick<Queue, 'occupy'>;
}

interface TakingUpParts extends Pick<Environment, 'clock' | 'log'> {
	readonly store: Pick<Records, 'openJobs' | 'closed' | 'closedSince' | 'noted' | 'takeNote'>;
	readonly foundCards: Pick<FoundCards, 'add'>;
	/** What is counted in memory; nothing where the store itself counts. */
	readonly counting: Counting | undefined;
	readonly history: History;
	readonly engine: Engine;
	readonly metrics: Pick<Metrics, 'begin'>;
	/** The process is ending. */
	readonly signal: AbortSignal;
}

interface Resumed {
	readonly openJobs: number;
	/** Resolves when the records of old are read too: nobody need wait for them, but their owners' lists are short until then. */
	readonly behind: Promise<void>;
}

/**
 * Everything that lives in memory is made anew from the records, and every open job gets its next step. Only what counts in
 * limits is read before interactions are heard; a month of ended jobs is read behind.
 */
export async function resumeJobs(parts: TakingUpParts): Promise<Resumed> {
	const { clock, counting, history, metrics, store } = parts;
	const open = await store.openJobs();
	await markFound(open, parts);
	counting?.limits.rebuild(open);
	history.rebuild(open);
	metrics.begin(open);
	for (const job of open) if (isInFlight(job)) counting?.queue.occupy(queuedJob(job));
	schedule(open, parts);

	// An open record is newer than a closed one of the same job, which is being told again.
	const known = new Set(open.map(({ id }) => id));
	for await (const job of store.closedSince(clock.now() - countedMs)) takeEnded(job, known, parts);
	return { openJobs: open.length, behind: readBehind(known, parts) };
}

/** Their records may be older than they are: nothing is paid or posted before Discord has been asked. */
async function markFound(open: readonly Job[], { store, foundCards }: TakingUpParts): Promise<void> {
	const restored = await store.noted(restoredNote);
	// What is to be told again may have been, too.
	const ids = new Set([...open.map(({ id }) => id), ...(await store.noted('redeliver'))]);
	foundCards.add(ids, new Set(restored));
	for (const id of restored) if (!ids.has(id)) await store.takeNote(restoredNote, id);
}

async function readBehind(known: Set<string>, parts: TakingUpParts): Promise<void> {
	const { clock, history, log, signal, store } = parts;
	const isEnding = (): boolean => signal.aborted;
	while (!isEnding()) {
		try {
			for await (const job of store.closed()) {
				if (isEnding()) return;
				takeEnded(job, known, parts);
			}
			history.learnt();
			log.info('the records of old are read');
			return;
		} catch (error) {
			if (isEnding()) return;
			log.warn({ err: error }, 'the records of old could not be read; trying again');
			await sleep(clock, readAgainMs, signal).catch(() => undefined);
		}
	}
}

/** An ended job; its task may go on, and must then be waited for. */
function takeEnded(job: Job, known: Set<string>, { counting, history, engine }: TakingUpParts): void {
	if (known.has(job.id)) return;
	known.add(job.id);
	counting?.limits.learn(job);
	history.learn(job);
	if (!isTaskLeft(job)) return;
	if (isInFlight(job)) counting?.queue.occupy(queuedJob(job));
	engine.schedule(job.id, 0);
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
