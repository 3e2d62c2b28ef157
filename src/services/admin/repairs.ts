import type { Job } from '../../jobs/record/job.js';
import { isReconcilable, reconciled, reconciledId } from '../../jobs/record/reconciled.js';
import { isRedeliverable } from '../../jobs/record/redelivery.js';
import type { Task } from '../../jobs/record/task.js';
import type { Model } from '../../providers/contract/model.js';
import type { Provider } from '../../providers/contract/provider.js';
import { settledCard } from '../../messages/cards/settledCard.js';
import type { DiscordApi } from '../discord/discordApi.js';
import type { Catalogue } from '../cometapi/catalogue.js';
import type { Engine } from '../scheduling/engine.js';
import type { KnownTasks } from '../records/knownTasks.js';
import type { Records } from '../records/records.js';
import type { JobWriter } from '../records/jobWriter.js';
import type { Settings } from '../records/settings.js';
import type { Environment } from '../../lib/environment.js';

interface RepairsParts extends Pick<Environment, 'clock' | 'log'> {
	readonly store: Records;
	readonly writer: Pick<JobWriter, 'save'>;
	readonly engine: Pick<Engine, 'look'>;
	readonly settings: Pick<Settings, 'note'>;
	readonly knownTasks: Pick<KnownTasks, 'claim' | 'release'>;
	readonly families: ReadonlyMap<string, Provider>;
	readonly catalogue: Pick<Catalogue, 'find'>;
	readonly discord: Pick<DiscordApi, 'editMessage'>;
}

/** Which request, and who asks. */
interface RepairOf {
	readonly jobId: string;
	/** Only a request of this guild; left out by the operator, whose every guild it is. */
	readonly guildId?: string;
	/** A user's id, or `operator`. */
	readonly by: string;
}

/** Why a repair cannot be made. */
type RepairProblem = 'unknownJob' | 'notReconcilable' | 'reconciled' | 'taskId' | 'taskKnown' | 'notEnded' | 'erased';

export type Repair = { readonly type: 'begun' } | { readonly type: 'refused'; readonly why: RepairProblem };

/** What an admin can mend in the jobs of their guild. Nothing here is sent to a provider or to a member: steps do that. */
export class Repairs {
	readonly #parts: RepairsParts;

	constructor(parts: RepairsParts) {
		this.#parts = parts;
	}

	/**
	 * Gives a request whose create had no readable answer the task that was made for it: a new job goes on from there, its
	 * outcome told where the first would have been.
	 * @throws what the store throws
	 */
	async reconcile(of: RepairOf, taskId: string): Promise<Repair> {
		const { store } = this.#parts;
		const job = await this.#jobOf(of);
		if (job === undefined) return refused('unknownJob');
		if (job.phase !== 'closed') return refused('notEnded');
		if (!isReconcilable(job)) return refused('notReconcilable');
		if ((await store.get(reconciledId(job.id))) !== undefined) return refused('reconciled');
		const task = this.#task(job, taskId);
		if (task === undefined) return refused('taskId');
		return this.#attach(job, task, of);
	}

	async #attach(job: Job, task: Task, of: RepairOf): Promise<Repair> {
		const { knownTasks, store, writer, engine, settings, clock, log } = this.#parts;
		if (await this.#isOnRecord(task)) return refused('taskKnown');
		const next = reconciled(job, task, clock.now());
		// Before the birth, so that of two admins at once, in whatever processes, one alone gets the task.
		if (!(await knownTasks.claim(task, next.id, clock.now()))) return refused('taskKnown');
		if (!(await store.create(next))) {
			const other = await store.get(next.id);
			if (other?.task?.id !== task.id) await knownTasks.release(task);
			return refused('reconciled');
		}
		await writer.save(next);
		engine.look(next.id);
		void this.#settleCard(job);
		log.info({ jobId: next.id, from: job.id, by: of.by, taskId: task.id }, 'task attached by an admin');
		if (of.guildId !== undefined) await settings.note(of.guildId, of.by, { what: 'reconcile', jobId: job.id });
		return { type: 'begun' };
	}

	/** What the member was told takes no press any more that pays again; the new job's own message tells the rest. */
	async #settleCard(job: Job): Promise<void> {
		const { discord, log } = this.#parts;
		const { receipt } = job.delivery;
		const isOwn = receipt?.rung === 'channel' || receipt?.rung === 'direct';
		// Any other telling stands in the message that the new job goes on with.
		if (!isOwn || !receipt.channelId || !receipt.messageId) return;
		try {
			await discord.editMessage(receipt.channelId, receipt.messageId, settledCard(job));
		} catch (error) {
			log.info({ err: error, jobId: job.id }, 'the card of a reconciled request was not edited');
		}
	}

	/** Has the outcome of a job that has ended told again. @throws what the store throws */
	async redeliver(of: RepairOf): Promise<Repair> {
		const { store, engine, settings, clock, log } = this.#parts;
		const job = await this.#jobOf(of);
		if (job === undefined) return refused('unknownJob');
		if (job.phase !== 'closed') return refused('notEnded');
		if (!isRedeliverable(job)) return refused('erased');

		await store.leaveNote('redeliver', job.id, clock.now());
		engine.look(job.id);
		log.info({ jobId: job.id, by: of.by }, 'outcome asked for again by an admin');
		if (of.guildId !== undefined) await settings.note(of.guildId, of.by, { what: 'redeliver', jobId: job.id });
		return { type: 'begun' };
	}

	/** Redeliveries that were asked for just before the last process ended. */
	async resume(): Promise<void> {
		for (const id of await this.#parts.store.noted('redeliver')) this.#parts.engine.look(id);
	}

	/** A request of this guild; those of others are nobody's business there. */
	async #jobOf({ jobId, guildId }: RepairOf): Promise<Job | undefined> {
		const id = jobId.trim();
		if (!/^\w{1,64}$/u.test(id)) return undefined;
		const job = await this.#parts.store.get(id);
		return guildId === undefined || job?.destination.guildId === guildId ? job : undefined;
	}

	/** The task as the family itself would have read it from a create's answer, its route included. */
	#task(job: Job, given: string): Task | undefined {
		const provider = this.#parts.families.get(job.model.provider);
		const id = given.trim();
		const model = this.#parts.catalogue.find(job.request.model)?.model ?? nameless(job);
		const body = { id, task_id: id, request_id: id, result: id, data: { id, task_id: id } };
		const task = provider?.readTask({ body, text: '' }, { model, request: job.request });
		return task?.id === id ? task : undefined;
	}

	async #isOnRecord(wanted: Task): Promise<boolean> {
		const has = ({ task }: Job): boolean => task?.provider === wanted.provider && task.id === wanted.id;
		const { store } = this.#parts;
		if ((await store.openJobs()).some(has)) return true;
		for await (const job of store.closed()) if (has(job)) return true;
		return false;
	}
}

const refused = (why: RepairProblem): Repair => ({ type: 'refused', why });

/** Stands for a model that is no longer on offer; of it a task's reader asks the id alone. */
const nameless = ({ request, model }: Job): Model => ({
	id: request.model,
	name: model.name,
	provider: model.provider,
	text: true,
	image: 'optional',
	lastFrame: false,
	references: 0,
	maxPrompt: 1,
});
