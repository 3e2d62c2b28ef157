import type { InteractionFacts } from '../../discord/interactionFacts.js';
import type { Estimate, Job, Lineage, Notice } from '../../jobs/record/job.js';
import { newJob } from '../../jobs/record/newJob.js';
import type { LimitPolicy } from '../../jobs/guild/policy.js';
import type { VideoRequest } from '../../jobs/record/request.js';
import type { JobEvent } from '../../jobs/record/transitions.js';
import { DeadlineError, seconds, within } from '../../lib/time.js';
import type { OfferedModel } from '../../providers/contract/model.js';
import { expectedOf } from '../../providers/requests/expected.js';
import type { Acknowledger } from '../discord/acknowledger.js';
import type { Engine } from '../scheduling/engine.js';
import type { JobWriter } from '../records/jobWriter.js';
import { Intake } from './intake.js';
import type { Birth, Births, LimitReached } from './ledger.js';
import type { Environment } from '../../lib/environment.js';

/** Why admission let a request not in. Each has its own words. */
type AdmissionRefusal =
	/** The process is about to end. */
	| { readonly type: 'draining' }
	| ({ readonly type: 'limit' } & LimitReached)
	/** The store did not answer in time, or could not keep the record. */
	| { readonly type: 'store' };

/** What became of a request. */
export type AdmissionVerdict =
	| { readonly type: 'accepted'; readonly job: Job }
	| { readonly type: 'refused'; readonly refusal: AdmissionRefusal }
	/** The interaction has a job already; nothing was done. */
	| { readonly type: 'duplicate' }
	/** Discord did not let us answer; there is no job. */
	| { readonly type: 'unanswerable' }
	/** Nobody can say yet whether the member saw our answer; the job's steps will find out. */
	| { readonly type: 'unclear' };

/** A checked request with all that the record needs. */
export interface AcceptedRequest {
	readonly facts: InteractionFacts;
	/** As the model's own table allows it. */
	readonly request: VideoRequest;
	readonly model: OfferedModel;
	readonly notices: readonly Notice[];
	readonly estimate: Estimate;
	readonly lineage?: Lineage;
	/** What the guild's settings say for this member. */
	readonly policy?: LimitPolicy;
	/** The record's id, when it is not the interaction's (a draft's). */
	readonly jobId?: string;
}

/** A film of videos that are with us: no model makes it, and it costs nothing. */
export interface AcceptedJoin extends Pick<AcceptedRequest, 'facts' | 'request' | 'lineage' | 'policy'> {
	readonly jobId: string;
	/** How it is called on cards. */
	readonly shown: Job['model'];
	readonly seconds: number | undefined;
}

/** Several requests as one: all of them are let in, or none. */
export interface AcceptedComparison {
	/** The job that answers the interaction, and tells what came of the others. It costs nothing itself. */
	readonly telling: AcceptedJoin;
	readonly compared: readonly AcceptedRequest[];
}

interface AdmissionParts extends Pick<Environment, 'clock' | 'log'> {
	readonly writer: Pick<JobWriter, 'apply' | 'advance' | 'forget'>;
	readonly births: Births;
	readonly acknowledger: Acknowledger;
	readonly engine: Pick<Engine, 'look' | 'schedule'>;
	readonly intake?: Intake | undefined;
	/** Hears of every acknowledgement that Discord took, of an interaction that reached us then. */
	readonly watch?: { readonly answered: (receivedAt: number) => void } | undefined;
}

/** How long settings, limits and the record may take, counted from the interaction's arrival; Discord waits 3 s in all. */
const patienceMs = 1_500;

/** When a step looks at a record whose acknowledgement nobody could confirm. */
const recoverAfterMs = seconds(5);

/**
 * Where a request becomes a job: room in the limits, then the record, then one acknowledgement, and only then the
 * engine. Everything that does not get through leaves nothing behind.
 */
export class Admission {
	readonly #parts: AdmissionParts;
	readonly #inHand = new Set<Promise<unknown>>();
	/** Whether new jobs are taken at all; the operator's to close. */
	readonly intake: Intake;
	#draining = false;

	constructor(parts: AdmissionParts) {
		this.#parts = parts;
		this.intake = parts.intake ?? new Intake();
	}

	/** Refuses every further request and waits for those that are being admitted. */
	async close(): Promise<void> {
		this.#draining = true;
		while (this.#inHand.size > 0) await Promise.allSettled(this.#inHand);
	}

	/** Makes the request a job and tells the member so; whoever is refused is the caller's to tell. */
	admit(admittance: AcceptedRequest | AcceptedJoin): Promise<AdmissionVerdict> {
		return this.#hold(this.#admit(admittance));
	}

	/**
	 * Makes several requests as many jobs, and one that tells of them. The records are there before the member is answered, and
	 * no step acts on them before that: what a crash leaves in between is taken back, or opened, as the answer says.
	 */
	admitComparison(admittance: AcceptedComparison): Promise<AdmissionVerdict> {
		return this.#hold(this.#admitComparison(admittance));
	}

	async #admitComparison({ telling, compared }: AcceptedComparison): Promise<AdmissionVerdict> {
		if (this.#draining || this.intake.isClosed) return refused({ type: 'draining' });

		const at = this.#parts.clock.now();
		const lead = jobOf(telling, at);
		const parts = compared.map((one) => comparedJob(jobOf(one, at), lead));
		const born: Job[] = [];
		for (const job of [...parts, lead]) {
			const birth = await this.#bear(job, telling);
			if (birth === 'born') {
				born.push(job);
				continue;
			}
			for (const one of born) await this.#forget(one);
			if (birth === 'duplicate') return { type: 'duplicate' };
			return refused(birth === 'failed' ? { type: 'store' } : { type: 'limit', ...birth });
		}
		const verdict = await this.#acknowledge(lead, telling.facts);
		if (verdict.type === 'unanswerable') for (const one of parts) await this.#forget(one);
		else if (verdict.type !== 'accepted') for (const { id } of parts) this.#findOutLater(id);
		else {
			const { ephemeral } = verdict.job.destination;
			for (const one of parts) await this.#open(one, { type: 'acknowledged', messageId: null, ephemeral });
		}
		return verdict;
	}

	async #admit(admittance: AcceptedRequest | AcceptedJoin): Promise<AdmissionVerdict> {
		if (this.#draining || this.intake.isClosed) return refused({ type: 'draining' });

		const job = jobOf(admittance, this.#parts.clock.now());
		const birth = await this.#bear(job, admittance);
		if (birth === 'born') return this.#acknowledge(job, admittance.facts);
		if (birth === 'failed') return refused({ type: 'store' });
		if (birth !== 'duplicate') return refused({ type: 'limit', ...birth });
		this.#parts.log.info({ jobId: job.id }, 'interaction delivered again; it has its job');
		return { type: 'duplicate' };
	}

	/** Room and record within admission's time. A record that lands after all is taken back. */
	async #bear(job: Job, { facts, policy }: AcceptedRequest | AcceptedJoin): Promise<Birth | 'failed'> {
		const { births, clock, log } = this.#parts;
		const unwanted = new AbortController();
		const bearing = births.bear(job, policy, unwanted.signal);
		try {
			return await within(clock, facts.receivedAt + patienceMs - clock.now(), bearing);
		} catch (error) {
			log.error({ err: error, jobId: job.id }, 'record not written; the request is refused');
			unwanted.abort();
			if (error instanceof DeadlineError) void this.#hold(this.#takeBack(job.id, bearing));
			else this.#findOutLater(job.id);
			return 'failed';
		}
	}

	async #takeBack(id: string, bearing: Promise<Birth>): Promise<void> {
		const { log, writer } = this.#parts;
		try {
			if ((await bearing) === 'born') await writer.forget(id);
		} catch (error) {
			log.error({ err: error, jobId: id }, 'late record not taken back');
			this.#findOutLater(id);
		}
	}

	async #acknowledge(job: Job, facts: InteractionFacts): Promise<AdmissionVerdict> {
		const { acknowledger, log } = this.#parts;
		const answer = await acknowledger.send(job);
		switch (answer.type) {
			case 'never':
				await this.#forget(job);
				return { type: 'unanswerable' };
			case 'too-old':
			case 'unclear':
				log.warn({ jobId: job.id }, 'acknowledgement unclear; a later step finds out');
				this.#findOutLater(job.id);
				return { type: 'unclear' };
			case 'acknowledged':
				this.#parts.watch?.answered(facts.receivedAt);
				return this.#open(job, answer);
		}
	}

	async #open(job: Job, acknowledged: Extract<JobEvent, { type: 'acknowledged' }>): Promise<AdmissionVerdict> {
		const { engine, log, writer } = this.#parts;
		try {
			await writer.apply(job, acknowledged);
		} catch (error) {
			// The member has seen "accepted". The first step asks Discord again and saves what it hears.
			log.error({ err: error, jobId: job.id }, 'acknowledgement not saved; the first step will find it out again');
		}
		engine.look(job.id);
		const { guildId, channelId } = job.destination;
		const where = { guildId, channelId, messageId: acknowledged.messageId };
		const { model } = job.request;
		log.info({ jobId: job.id, model, memberId: job.requester.id, ...where }, 'job accepted');
		return { type: 'accepted', job: writer.advance(job, acknowledged) };
	}

	async #forget(job: Job): Promise<void> {
		const { log, writer } = this.#parts;
		try {
			await writer.forget(job.id);
		} catch (error) {
			log.error({ err: error, jobId: job.id }, 'record of an unanswered interaction not removed');
			this.#findOutLater(job.id);
		}
	}

	/** A record may be there that is not acknowledged: a step asks Discord, and removes or opens it. */
	#findOutLater(id: string): void {
		const { engine } = this.#parts;
		engine.schedule(id, recoverAfterMs);
	}

	#hold<T>(work: Promise<T>): Promise<T> {
		this.#inHand.add(work);
		const letGo = (): boolean => this.#inHand.delete(work);
		work.then(letGo, letGo);
		return work;
	}
}

/** It has no message of its own: the reply, and the token that edits it, belong to the job that tells of it. */
const comparedJob = (job: Job, { id }: Job): Job => ({
	...job,
	comparison: { of: id },
	destination: { ...job.destination, token: null },
});

const refused = (refusal: AdmissionRefusal): AdmissionVerdict => ({ type: 'refused', refusal });

function jobOf(admittance: AcceptedRequest | AcceptedJoin, at: number): Job {
	const { facts, request, lineage, policy, jobId = facts.interactionId } = admittance;
	const common = { id: jobId, facts, request, lineage, guildPlaces: policy?.runningJobs };
	if ('shown' in admittance) {
		const { shown: model, seconds: length } = admittance;
		return newJob({ ...common, model, notices: [], estimate: null, expected: { seconds: length } }, at);
	}
	const { model, notices, estimate } = admittance;
	const { name, provider } = model.model;
	const shown = { name, provider, providerName: model.providerName };
	return newJob({ ...common, model: shown, notices, estimate, expected: expectedOf(model.model, request) }, at);
}
