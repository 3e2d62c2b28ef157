import { SecretCleaner } from '../../src/lib/secretCleaner.js';
import { pino } from 'pino';
import { composeMedia } from '../../src/app/media.js';
import { composeCometApi } from '../../src/app/cometApi.js';
import type { Config } from '../../src/config.js';
import { queuedJob } from '../../src/jobs/record/queuedJob.js';
import { isInFlight, type Job } from '../../src/jobs/record/job.js';
import { Acknowledger } from '../../src/services/discord/acknowledger.js';
import { Deliverer } from '../../src/services/delivery/delivery.js';
import { DeliveryStep } from '../../src/services/runner/deliveryStep.js';
import { DiscordApi } from '../../src/services/discord/discordApi.js';
import { Admission } from '../../src/services/admission/admission.js';
import { InProcessEngine } from '../../src/services/scheduling/inProcessEngine.js';
import { JobAges } from '../../src/services/runner/jobAges.js';
import { JobRunner } from '../../src/services/runner/jobRunner.js';
import { JobStore } from '../../src/services/records/jobStore.js';
import { JobWriter, UnsavedRecords } from '../../src/services/records/jobWriter.js';
import { Limits } from '../../src/services/admission/limits.js';
import { Queue } from '../../src/services/scheduling/queue.js';
import { PollingStep } from '../../src/services/runner/pollingStep.js';
import { ObservedDurations, PollPace } from '../../src/services/scheduling/pollPace.js';
import { Attachments } from '../../src/services/delivery/attachments.js';
import { Preparation } from '../../src/services/runner/preparation.js';
import { Progress } from '../../src/services/progress/progress.js';
import { PostLookup } from '../../src/services/delivery/postLookup.js';
import { ResultKeeper } from '../../src/services/delivery/resultKeeper.js';
import { SafeFetch } from '../../src/services/media/download/safeFetch.js';
import type { Storage } from '../../src/services/records/storage.js';
import { SubmissionStep } from '../../src/services/runner/submissionStep.js';
import { UploadLimit } from '../../src/services/discord/uploadLimit.js';
import type { Life } from './life.js';
import { MortalStorage, type Landed } from './mortalStorage.js';

export const log = pino({ level: process.env['STAGE_LOG'] ?? 'silent' }, pino.destination({ dest: 2, sync: true }));

export interface ProgramParts {
	readonly config: Config;
	readonly storage: Storage;
	readonly life: Life;
	readonly random: () => number;
	readonly onWrite: (landed: Landed) => void;
}

/**
 * The parts of the program that a job passes through, real and newly made, on whatever an earlier life has left in the
 * file: all but the gateway, which hands over interactions and may die without consequence.
 */
export class Program {
	readonly store: JobStore;
	readonly admission: Admission;
	readonly engine: InProcessEngine;
	#stepping = 0;

	private constructor(parts: Pick<Program, 'store' | 'admission' | 'engine'>) {
		this.store = parts.store;
		this.admission = parts.admission;
		this.engine = parts.engine;
	}

	static async start({ config, storage, life, random, onWrite }: ProgramParts): Promise<Program> {
		const store = await JobStore.open(new MortalStorage({ storage, life, onWrite }));
		const { clock, userAgent } = life;
		const world = { clock, random, log };
		const engine = new InProcessEngine(world);
		const queue = new Queue({ capacity: config.limits.maxRunningJobs, wake: (id) => engine.look(id) });
		const limits = new Limits({ clock, ...config.limits, allowedGuilds: undefined });
		const leaveLine = (job: Job): void => {
			if (isInFlight(job)) queue.occupy(queuedJob(job));
			else if (job.phase !== 'queued') queue.leave(job.id);
		};
		const writer = new JobWriter({ store, clock, log, observers: [(job) => limits.observe(job), leaveLine] });
		const unsaved = new UnsavedRecords({ writer });

		const { catalogue, videoApi, families } = await composeCometApi({
			...world,
			secrets: new SecretCleaner(),
			config,
			storage,
			userAgent,
		});
		const durations = await storage.space('durations', ObservedDurations);
		const pace = await PollPace.open({ durations, ...config.poll, random, familyMinMs: () => 0, log });
		const { token, apiUrl } = config.discord;
		const discord = new DiscordApi({ token, apiUrl, userAgent, clock, log });
		const progress = new Progress({
			...{ discord, queue, pace, clock, random },
			...{ editMs: config.progressEditMs, paused: () => false },
		});
		const acknowledger = new Acknowledger({ discord, clock, log });
		const forget = async (id: string): Promise<void> => {
			await store.remove(id);
			limits.release(id);
		};
		const fetch = new SafeFetch({ clock, userAgent, trustedOrigins: config.trustedOrigins });
		const { pictures, kept, videos } = await composeMedia({
			...{ config, storage, store, fetch, videoApi, clock, log },
			fetchAgain: (job) => Promise.resolve(job),
		});
		const preparation = new Preparation({ pictures, kept, catalogue, providers: families, writer, clock });
		const { jobTimeoutMs, lateMs } = config;
		const ages = new JobAges({ clock });
		const common = { store, writer, videoApi, pace, progress, clock, ages, random, jobTimeoutMs };
		const submitting = { acknowledger, forget, preparation, queue, unsaved, draining: () => false };
		const submission = new SubmissionStep({ ...common, ...submitting });
		const looking = new PollingStep({ ...common, lateMs });
		const results = new ResultKeeper({ videos, videoApi, store, writer, clock, random });
		const abilities = () => ({ remix: false, extend: false });
		const uploadLimit = new UploadLimit({ discord, clock });
		const attachments = new Attachments({ videos, pictures, fetch });
		const telling = new Deliverer({ discord, attachments, uploadLimit, clock, abilities });
		const postLookup = new PostLookup({ discord });
		const delivery = new DeliveryStep({ writer, results, delivery: telling, postLookup, progress, clock, random });
		const runner = new JobRunner({ store, writer, submission, looking, delivery, progress, clock, random, log });
		const admission = new Admission({ store, writer, limits, acknowledger, engine, clock, log });

		const program = new Program({ store, admission, engine });
		const open = await store.openJobs();
		limits.rebuild(open);
		for (const job of open) if (isInFlight(job)) queue.occupy(queuedJob(job));
		for (const job of open) engine.schedule(job.id, 0);
		engine.start((id) => program.#step(runner, id));
		return program;
	}

	/** Steps under way. */
	get stepping(): number {
		return this.#stepping;
	}

	/** The member presses Cancel. */
	async cancel(jobId: string, at: number): Promise<void> {
		await this.store.leaveNote('cancel', jobId, at);
		this.engine.look(jobId);
	}

	async #step(runner: JobRunner, id: string) {
		this.#stepping += 1;
		try {
			return await runner.step(id);
		} finally {
			this.#stepping -= 1;
		}
	}
}
