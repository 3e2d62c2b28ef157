import { SecretCleaner } from '../../src/lib/secretCleaner.js';
import { pino } from 'pino';
import { composeCometApi } from '../../src/app/cometApi.js';
import { composeJobs } from '../../src/app/jobs.js';
import type { Config } from '../../src/config.js';
import { queuedJob } from '../../src/jobs/record/queuedJob.js';
import { isInFlight } from '../../src/jobs/record/job.js';
import { DiscordApi } from '../../src/services/discord/discordApi.js';
import type { Admission } from '../../src/services/admission/admission.js';
import type { InProcessEngine } from '../../src/services/scheduling/inProcessEngine.js';
import type { JobRunner } from '../../src/services/runner/jobRunner.js';
import type { JobStore } from '../../src/services/records/jobStore.js';
import type { Storage } from '../../src/services/records/storage.js';
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
		const { clock, userAgent } = life;
		const env = { clock, random, log, secrets: new SecretCleaner() };
		const cometapi = await composeCometApi({ ...env, config, storage, userAgent });
		const { token, apiUrl } = config.discord;
		const discord = new DiscordApi({ token, apiUrl, userAgent, clock, log });
		const { store, admission, engine, limits, queue, runner } = await composeJobs(env, {
			...{ config, storage, discord, cometapi, userAgent },
			records: new MortalStorage({ storage, life, onWrite }),
			draining: () => false,
		});

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
