import { collectDefaultMetrics, Gauge, Registry, type Counter } from 'prom-client';
import { routeClass } from '../../discord/routeClass.js';
import { countsSince, sightingOf, unseen, type Count, type Sighting } from '../../jobs/accounting/jobCounts.js';
import { Phase, type Job } from '../../jobs/record/job.js';
import type { Clock } from '../../lib/time.js';
import { bearSeries } from './firstZeros.js';
import { makeInstruments, type Instruments } from './instruments.js';
import { statusLabel } from './statusLabel.js';

/** A value of a level, under its labels. */
export interface Reading {
	readonly labels: Readonly<Record<string, string>>;
	readonly value: number;
}

/** A figure that is read when somebody asks. */
export interface Level {
	readonly name: string;
	readonly help: string;
	readonly labels?: readonly string[];
	/** A number for a level without labels. One that throws is left out of that answer. */
	readonly read: () => number | readonly Reading[] | Promise<number | readonly Reading[]>;
}

interface MetricsParts {
	readonly levels: readonly Level[];
	readonly clock: Clock;
}

/** Models told apart; names come from a catalogue that others write, and every one would stay in memory. */
const mostModels = 100;

/** Commands and buttons told apart: what a foreign client may send is not ours to bound otherwise. */
const mostCommands = 100;

/** What was heard of one request to CometAPI. */
export interface CometApiAnswer {
	readonly provider: string;
	readonly call: 'create' | 'poll' | 'reason' | 'result';
	/** HTTP status; 0: no answer. */
	readonly status: number;
	readonly ms: number;
}

/** What a member did: a command, a button, a form. */
interface HeardInteraction {
	readonly kind: string;
	readonly command: string;
}

/** What an operator's monitoring reads at `/metrics`. What happens to jobs is counted from their records, as they are saved. */
export class Metrics {
	readonly #clock: Clock;
	/** Of our own, so that two apps in one process do not add up. */
	readonly #registry = new Registry();
	readonly #made: Instruments;
	/** The last record seen of every open job. */
	readonly #seen = new Map<string, Sighting>();
	readonly #models = new Set<string>();
	readonly #commands = new Set<string>();

	constructor({ levels, clock }: MetricsParts) {
		this.#clock = clock;
		collectDefaultMetrics({ register: this.#registry });
		this.#made = makeInstruments(this.#registry);
		bearSeries(this.#made);
		for (const level of [...this.#jobLevels(), ...levels]) this.#addLevel(level);
	}

	/** The open jobs found at start: what happened to them earlier was counted by an earlier process. */
	begin(openJobs: Iterable<Job>): void {
		for (const job of openJobs) this.#seen.set(job.id, sightingOf(job));
	}

	/** Another process has the job, and counts what becomes of it. */
	leave(jobId: string): void {
		this.#seen.delete(jobId);
	}

	/** For after every save. */
	readonly observe = (job: Job): void => {
		const before = this.#seen.get(job.id) ?? firstSight(job);
		// A closed record that is saved once more (its token taken out, say) tells no news.
		if (before === undefined) return;
		if (job.phase === 'closed') this.#seen.delete(job.id);
		else this.#seen.set(job.id, sightingOf(job));

		const counts = countsSince(before, job);
		for (const count of counts) this.#count(count);
		this.#measure(job, counts);
	};

	/** An interaction got its first answer, so long after it was in our hands. */
	acknowledged(ms: number): void {
		this.#made.acknowledgement.observe(inSeconds(ms));
	}

	/** A member was told why something is not done. @param reason from a bounded list */
	refused(reason: string): void {
		this.#made.refusals.inc({ reason });
	}

	heard(what: HeardInteraction): void {
		this.#made.interactions.inc(this.#bounded(what));
	}

	/** The handling of an interaction threw. */
	commandFailed(what: HeardInteraction): void {
		this.#made.commandErrors.inc(this.#bounded(what));
	}

	/** A command or button that can come; its series are there before the first does. */
	expect(what: HeardInteraction): void {
		const labels = this.#bounded(what);
		this.#made.interactions.inc(labels, 0);
		this.#made.commandErrors.inc(labels, 0);
	}

	/** Discord answered a request. @param status HTTP status; 0: no answer */
	readonly discordAnswered = (answer: {
		readonly method: string;
		readonly url: string;
		readonly status: number;
	}): void => {
		const { method, url, status } = answer;
		this.#made.discordRequests.inc({ route: routeClass(method, url), status: statusLabel(status) });
	};

	/** Discord asked for patience. */
	readonly rateLimited = ({ refused, waits }: { readonly refused: boolean; readonly waits: boolean }): void => {
		this.#made.rateLimits.inc({ refused: String(refused), waits: String(waits) });
	};

	cometApiAnswered({ provider, call, status, ms }: CometApiAnswer): void {
		this.#made.cometApiRequests.inc({ provider, call, status: statusLabel(status) });
		this.#made.cometApiTime.observe({ provider, call }, inSeconds(ms));
	}

	/** A step threw and will be repeated. */
	stepFailed(): void {
		this.#made.stepFailures.inc();
	}

	/** The whole page, and its content type. */
	async page(): Promise<{ readonly contentType: string; readonly text: string }> {
		return { contentType: this.#registry.contentType, text: await this.#registry.metrics() };
	}

	#count({ name, labels, by }: Count): void {
		(this.#made[name] as Counter).inc(labels, by);
	}

	#measure(job: Job, counts: readonly Count[]): void {
		const { outcome, submission, delivery } = job;
		const happened = (name: Count['name']): boolean => counts.some((count) => count.name === name);
		if (outcome?.type === 'succeeded' && happened('outcomes')) {
			const took = outcome.at - (submission.acceptedAt ?? job.createdAt);
			this.#made.generation.observe({ model: this.#modelName(job) }, inSeconds(took));
		}
		const { receipt } = delivery;
		if (!outcome || !receipt || !happened('deliveries')) return;
		const told = receipt.at - (delivery.again?.at ?? outcome.at);
		this.#made.delivery.observe({ form: receipt.form }, inSeconds(told));
	}

	#modelName({ request }: Job): string {
		return boundedBy(this.#models, mostModels, request.model);
	}

	#bounded({ kind, command }: HeardInteraction): { kind: string; command: string } {
		return { kind, command: boundedBy(this.#commands, mostCommands, command) };
	}

	#addLevel({ name, help, labels = [], read }: Level): void {
		const collect = async function (this: Gauge): Promise<void> {
			this.reset();
			// A figure that is not there is no 0.
			if (labels.length === 0) this.remove();
			// One that cannot be had must not take the others with it.
			const found = await Promise.resolve()
				.then(read)
				.catch(() => []);
			if (typeof found === 'number') this.set(found);
			else for (const { labels: under, value } of found) this.set(under, value);
		};
		new Gauge({ name, help, labelNames: [...labels], registers: [this.#registry], collect });
	}

	#jobLevels(): Level[] {
		const open = (): Sighting[] => [...this.#seen.values()];
		const oldest = (phase: string): number =>
			open().reduce((most, { since, ...each }) => {
				return each.phase === phase ? Math.max(most, inSeconds(this.#clock.now() - since)) : most;
			}, 0);
		const byPhase = (value: (phase: string) => number) => (): Reading[] =>
			openPhases.map((phase) => ({ labels: { phase }, value: value(phase) }));
		const inPhase = (phase: string): number => open().filter((each) => each.phase === phase).length;
		return [
			{ name: 'reelay_jobs', help: 'Jobs that have not ended.', labels: ['phase'], read: byPhase(inPhase) },
			{
				name: 'reelay_oldest_job_seconds',
				help: 'How long the job that has been in a phase for longest has been in it; 0: there is none.',
				labels: ['phase'],
				read: byPhase(oldest),
			},
			{ name: 'reelay_jobs_open', help: 'Jobs that have not ended, of every phase.', read: () => this.#seen.size },
			{
				name: 'reelay_jobs_late',
				help: 'Jobs whose members were told that they are late, and which are still looked at.',
				read: () => open().filter(({ late }) => late).length,
			},
		];
	}
}

const openPhases = Phase.options.filter((phase) => phase !== 'closed');

const inSeconds = (ms: number): number => Math.max(0, ms / 1000);

/** What to compare a record with that was not seen before; undefined when it tells no news. */
function firstSight(job: Job): Sighting | undefined {
	if (job.phase === 'closed') return undefined;
	// Told again: what happened before it closed was counted then.
	return job.delivery.again ? { ...sightingOf(job), phase: 'closed' } : unseen;
}

function boundedBy(known: Set<string>, most: number, name: string): string {
	if (known.size < most) known.add(name);
	return known.has(name) ? name : 'other';
}
