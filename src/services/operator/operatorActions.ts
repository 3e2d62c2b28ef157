import type { Job } from '../../jobs/record/job.js';
import type { Repair, Repairs } from '../admin/repairs.js';
import type { Records } from '../records/records.js';
import type { Engine } from '../scheduling/engine.js';
import type { Access } from './access.js';
import type { Environment } from '../../lib/environment.js';

interface OperatorActionsParts extends Pick<Environment, 'clock' | 'log'> {
	readonly store: Pick<Records, 'get' | 'leaveNote'>;
	readonly engine: Pick<Engine, 'look'>;
	readonly repairs: Pick<Repairs, 'reconcile' | 'redeliver'>;
	/** Models that nobody may order now. */
	readonly models: ModelPauses;
	readonly intake: Intake;
	readonly access: Pick<Access, 'block' | 'unblock' | 'takeDirectMessages'>;
}

/** Takes models off offer for a while, and puts them back. */
interface ModelPauses {
	/** @returns false when there is no such model */
	pause(id: string): Promise<boolean>;
	resume(id: string): Promise<boolean>;
}

/** Whether new jobs are taken. What has begun goes on either way. */
interface Intake {
	readonly isClosed: boolean;
	close(): Promise<void>;
	reopen(): Promise<void>;
}

/** What came of an action: `done`, or why not, in words for the operator. */
export type ActionResult = { readonly type: 'done' } | { readonly type: 'refused'; readonly why: string };

/**
 * What the operator can do from the page. As with everybody else's wishes, nothing here writes a record or talks to Discord
 * or a provider: it leaves word, and the job's next step acts. Every act is logged.
 */
export class OperatorActions {
	readonly #parts: OperatorActionsParts;

	constructor(parts: OperatorActionsParts) {
		this.#parts = parts;
	}

	/** Stops what can still be stopped; a task that runs may be charged all the same. @throws what the store throws */
	async cancel(jobId: string): Promise<ActionResult> {
		const { store, engine, clock, log } = this.#parts;
		const job: Job | undefined = await store.get(jobId);
		if (job === undefined) return refused('There is no such job.');
		if (job.outcome) return refused('It has ended already.');
		await store.leaveNote('cancel', job.id, clock.now());
		engine.look(job.id);
		log.info({ jobId: job.id }, 'cancelled by the operator');
		return { type: 'done' };
	}

	/** Has the outcome told again. @throws what the store throws */
	async redeliver(jobId: string): Promise<ActionResult> {
		return said(await this.#parts.repairs.redeliver({ jobId, by: 'operator' }));
	}

	/** Attaches the task that a lost create made. @throws what the store throws */
	async reconcile(jobId: string, taskId: string): Promise<ActionResult> {
		return said(await this.#parts.repairs.reconcile({ jobId, by: 'operator' }, taskId));
	}

	/** @throws what the store throws */
	async pause(modelId: string, paused: boolean): Promise<ActionResult> {
		const { models, log } = this.#parts;
		if (!(await (paused ? models.pause(modelId) : models.resume(modelId)))) return refused('There is no such model.');
		log.warn({ model: modelId, paused }, 'model paused or resumed by the operator');
		return { type: 'done' };
	}

	/** Lets a member make no video anywhere, or again. @throws what the store throws */
	async block(userId: string, blocked: boolean): Promise<ActionResult> {
		const { access, log } = this.#parts;
		if (!(await (blocked ? access.block(userId) : access.unblock(userId)))) {
			return refused(blocked ? 'This is not the id of a member.' : 'This member is not blocked.');
		}
		log.warn({ userId, blocked }, 'member blocked or let in again by the operator');
		return { type: 'done' };
	}

	/** Whether videos may be asked for in direct messages. @throws what the store throws */
	async takeDirectMessages(taken: boolean): Promise<ActionResult> {
		await this.#parts.access.takeDirectMessages(taken);
		this.#parts.log.warn({ taken }, 'direct messages opened or closed by the operator');
		return { type: 'done' };
	}

	/** Takes no new job until told otherwise, so that the process runs empty before it is stopped. @throws what the store throws */
	async drain(draining: boolean): Promise<ActionResult> {
		const { intake, log } = this.#parts;
		await (draining ? intake.close() : intake.reopen());
		log.warn({ draining }, 'intake closed or reopened by the operator');
		return { type: 'done' };
	}
}

const refused = (why: string): ActionResult => ({ type: 'refused', why });

const reasons: Readonly<Record<Extract<Repair, { type: 'refused' }>['why'], string>> = {
	unknownJob: 'There is no such job.',
	notReconcilable: 'Only a job whose create had no readable answer can be given a task.',
	reconciled: 'It has been given its task already.',
	taskId: 'This is not an id of a task of its family.',
	taskKnown: 'Another job has this task.',
	notEnded: 'It has not ended yet.',
	erased: 'Its member has had it deleted.',
};

const said = (repair: Repair): ActionResult =>
	repair.type === 'begun' ? { type: 'done' } : refused(reasons[repair.why]);
