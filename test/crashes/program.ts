import { pino } from 'pino';
import { composeCometApi } from '../../src/app/cometApi.js';
import { composeJobs, type Jobs } from '../../src/app/jobs.js';
import { composeMedia } from '../../src/app/media.js';
import { composeRecords, type OwnRecords } from '../../src/app/records.js';
import { resumeJobs } from '../../src/app/resumeJobs.js';
import type { Config } from '../../src/config.js';
import { SecretCleaner } from '../../src/lib/secretCleaner.js';
import { JobSecrets } from '../../src/services/ops/jobSecrets.js';
import type { Admission } from '../../src/services/admission/admission.js';
import { DiscordApi } from '../../src/services/discord/discordApi.js';
import type { Storage } from '../../src/services/records/storage.js';
import type { JobRunner } from '../../src/services/runner/jobRunner.js';
import type { InProcessEngine } from '../../src/services/scheduling/inProcessEngine.js';
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
 * The program as it is composed, newly made on whatever an earlier life has left in the file: all but the gateway, which
 * hands over interactions and may die without consequence.
 */
export class Program {
	readonly #records: OwnRecords;
	readonly #jobs: Jobs;
	#stepping = 0;

	private constructor(records: OwnRecords, jobs: Jobs) {
		this.#records = records;
		this.#jobs = jobs;
	}

	static async start({ config, storage, life, random, onWrite }: ProgramParts): Promise<Program> {
		const { clock, userAgent } = life;
		const env = { clock, random, log };
		const secrets = new SecretCleaner();
		const addresses = { callbacks: undefined, media: undefined };
		const jobSecrets = new JobSecrets({ secrets, addresses });
		const metrics = { observe: () => undefined, stepFailed: () => undefined, begin: () => undefined };
		const { token, apiUrl } = config.discord;
		const discord = new DiscordApi({ ...env, token, apiUrl, userAgent });
		const cometapi = await composeCometApi(env, { config, storage, secrets, userAgent });
		const mortal = new MortalStorage({ storage, life, onWrite });
		const records = await composeRecords(env, { config, storage: mortal, secrets, metrics, jobSecrets });
		const media = await composeMedia(env, { config, storage, userAgent, records, cometapi });
		const jobs = await composeJobs(env, {
			...{ config, storage, records, media, cometapi, discord, jobSecrets, metrics },
			addresses,
			draining: () => false,
		});

		const program = new Program(records, jobs);
		const { signal } = new AbortController();
		const { foundCards } = jobs;
		await (
			await resumeJobs({ ...records, foundCards, metrics, clock, log, signal })
		).behind;
		records.engine.start((id) => program.#step(jobs.runner, id));
		return program;
	}

	get admission(): Admission {
		return this.#jobs.admission;
	}

	get engine(): InProcessEngine {
		return this.#records.engine;
	}

	/** Steps under way. */
	get stepping(): number {
		return this.#stepping;
	}

	/** The member presses Cancel. */
	async cancel(jobId: string, at: number): Promise<void> {
		await this.#records.store.leaveNote('cancel', jobId, at);
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
