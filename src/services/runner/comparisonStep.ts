import type { Logger } from 'pino';
import { isErased, type Job, type Receipt } from '../../jobs/record/job.js';
import { isTaskLeft } from '../../jobs/record/leftTask.js';
import type { OutcomeReached } from '../../jobs/record/transitions.js';
import { minutes, seconds, type Clock } from '../../lib/time.js';
import type { Attachments } from '../delivery/attachments.js';
import type { Progress } from '../progress/progress.js';
import type { ComparedJobs } from '../progress/comparedJobs.js';
import type { JobWriter } from '../records/jobWriter.js';
import type { Records } from '../records/records.js';
import type { Engine, NextStep } from '../scheduling/engine.js';

/** How often it looks how its jobs stand, for its card; the end of each is told to it at once. */
const lookMs = seconds(10);

/** How often a job that has ended asks whether it has been told; it is also woken when it has. */
const toldMs = seconds(30);

/** For a result that cannot be fetched for so long, however often it is asked for, the others do not wait. */
const fetchMs = minutes(10);
const fetchTries = 5;

/** A record without its interaction's answer is taken back when it is certainly not about to be given any more. */
const orphanMs = minutes(1);

interface ComparisonStepParts {
	readonly store: Pick<Records, 'get' | 'hasNote' | 'leaveNote'>;
	readonly writer: Pick<JobWriter, 'apply' | 'forget'>;
	readonly engine: Pick<Engine, 'look'>;
	readonly progress: Pick<Progress, 'show'>;
	readonly compared: ComparedJobs;
	readonly attachments: Pick<Attachments, 'discard'>;
	readonly clock: Clock;
}

/**
 * Several jobs told in one message. Each of them is made as every job is; the one that tells waits until all have ended, then
 * writes down whom it tells of, and is delivered as every job is. A job that has ended asks that record alone whether it
 * is told there: so it is told once, whatever dies in between. Nobody waits for one that is late, or whose bytes do not come:
 * it is left out, and tells by itself.
 */
export class ComparisonStep {
	readonly #parts: ComparisonStepParts;

	constructor(parts: ComparisonStepParts) {
		this.#parts = parts;
	}

	/** The job that tells, while it waits. */
	async step(job: Job, log: Logger): Promise<NextStep> {
		const { store, writer, progress, compared, clock } = this.#parts;
		const isCancelled = await store.hasNote('cancel', job.id);
		const all = await this.#all(job);
		if (isCancelled) await this.#cancel(all);
		compared.learn(job.id, all);

		const ready = all.filter(isReady);
		const isWaiting = all.some((one) => one.phase !== 'closed' && !isReady(one) && !isLate(one, clock.now()));
		const hasNone = ready.length === 0 && all.some(({ phase }) => phase !== 'closed');
		if (isWaiting || hasNone) {
			progress.show(job);
			return { waitMs: lookMs };
		}
		log.info({ compared: all.length, told: ready.length }, 'what was compared is told together');
		const told = ready.map(({ id }) => id);
		await writer.apply(job, { type: 'outcome-reached', outcome: outcomeOf(ready, isCancelled), told });
		return { waitMs: 0 };
	}

	/**
	 * One of the compared that has ended, with its bytes: what comes next for it.
	 * @returns nothing when it tells by itself
	 */
	async ended(job: Job, log: Logger): Promise<NextStep | undefined> {
		const { store, engine, attachments, writer } = this.#parts;
		const id = job.comparison?.of;
		const { again, attempt, left } = job.delivery;
		if (!id || again || attempt || left.length > 0) return undefined;
		const lead = await store.get(id);
		if (lead === undefined || isErased(lead)) return undefined;

		const told = lead.comparison?.told;
		if (!told && lead.outcome) return undefined;
		if (told && !told.includes(job.id)) return undefined;
		if (lead.phase !== 'closed') {
			if (!told) engine.look(id);
			return { waitMs: toldMs };
		}
		await attachments.discard(job.id, log);
		const { receipt } = lead.delivery;
		if (receipt) await writer.apply(job, { type: 'delivery-made', receipt: receiptOf(job, receipt) });
		else await writer.apply(job, { type: 'delivery-abandoned', why: 'its comparison could not be delivered' });
		return isTaskLeft(job) ? { waitMs: 0 } : 'done';
	}

	/** The comparison has been told, or cannot be: those it is about close too. */
	told({ comparison }: Job): void {
		for (const id of comparison?.told ?? []) this.#parts.engine.look(id);
	}

	/** One of the compared whose interaction nobody is known to have answered: the job that tells knows. */
	async recover(job: Job, log: Logger): Promise<NextStep> {
		const { store, writer, clock } = this.#parts;
		const lead = await store.get(job.comparison?.of ?? '');
		if (lead?.acknowledged) {
			const { ephemeral } = lead.destination;
			await writer.apply(job, { type: 'acknowledged', messageId: null, ephemeral });
			return { waitMs: 0 };
		}
		const isOrphan = lead === undefined && clock.now() - job.createdAt >= orphanMs;
		if (!isOrphan && !lead?.outcome) return { waitMs: seconds(5) };
		log.info('the comparison was never acknowledged; the record is taken back');
		await writer.forget(job.id);
		return 'done';
	}

	async #all({ request }: Job): Promise<Job[]> {
		const found = await Promise.all((request.source?.pieces ?? []).map((id) => this.#parts.store.get(id)));
		return found.filter((one) => one !== undefined && !isErased(one)) as Job[];
	}

	async #cancel(all: readonly Job[]): Promise<void> {
		const { store, clock, engine } = this.#parts;
		for (const { id, outcome } of all) {
			if (outcome || (await store.hasNote('cancel', id))) continue;
			await store.leaveNote('cancel', id, clock.now());
			engine.look(id);
		}
	}
}

/** It can be told: it has ended, and its bytes are here or cannot be had. */
const isReady = ({ phase, outcome, media, delivery }: Job): boolean =>
	phase === 'delivering' &&
	(outcome?.type !== 'succeeded' || Boolean(media) || typeof delivery.fetchProblem === 'string');

/** Nobody can say when it can be told. */
function isLate({ outcome, delivery, lateAt }: Job, now: number): boolean {
	if (!outcome) return (lateAt ?? null) !== null;
	return now - outcome.at >= fetchMs && delivery.fetchTries >= fetchTries;
}

function outcomeOf(ready: readonly Job[], isCancelled: boolean): OutcomeReached {
	if (ready.some(({ outcome }) => outcome?.type === 'succeeded')) return { type: 'succeeded', result: { urls: [] } };
	return isCancelled ? { type: 'cancelled' } : { type: 'failed', failure: { code: 'provider' } };
}

const receiptOf = ({ outcome }: Job, { rung, channelId, messageId, form }: Receipt): Omit<Receipt, 'at'> => ({
	...{ rung, channelId, messageId },
	form: outcome?.type === 'succeeded' ? form : 'words',
});
