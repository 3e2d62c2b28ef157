import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageFlags } from 'discord.js';
import { pino, type Logger } from 'pino';
import { expect } from 'vitest';
import type { Interaction } from '../../sandbox/discord/world/interaction.js';
import { DiscordSimulator } from '../../sandbox/discord/simulator.js';
import type { InteractionFacts } from '../../src/discord/interactionFacts.js';
import type { Job } from '../../src/jobs/record/job.js';
import { VideoRequest } from '../../src/jobs/record/request.js';
import type { OfferedModel } from '../../src/providers/contract/model.js';
import { Acknowledger } from '../../src/services/discord/acknowledger.js';
import { DiscordApi } from '../../src/services/discord/discordApi.js';
import { Admission, type AcceptedRequest } from '../../src/services/admission/admission.js';
import { InProcessEngine } from '../../src/services/scheduling/inProcessEngine.js';
import { JobStore } from '../../src/services/records/jobStore.js';
import { JobWriter } from '../../src/services/records/jobWriter.js';
import { Limits, type LimitsParts } from '../../src/services/admission/limits.js';
import { Storage } from '../../src/services/records/storage.js';
import { guildFacts } from './guildFacts.js';
import { FakeClock } from './fakeClock.js';

export const silent: Logger = pino({ level: 'silent' });

export const offered: OfferedModel = {
	model: {
		id: 'veo3.1-fast',
		name: 'Veo 3.1 Fast',
		provider: 'veo',
		text: true,
		image: 'optional',
		lastFrame: true,
		references: 0,
		maxPrompt: 2000,
	},
	providerName: 'Google Veo',
	price: { perRequestUsd: 0.4 },
	priceBasis: 'catalogue',
	sunsetting: false,
};

/** A admission between a simulated Discord and real files, with a clock that the test moves. */
export class AdmissionHarness {
	readonly clock = new FakeClock();
	/** Ids of the steps that the engine ran, with the record as the step found it. */
	readonly steps: { id: string; found: Job | undefined }[] = [];
	readonly discord: DiscordSimulator;
	readonly api: DiscordApi;
	readonly storage: Storage;
	readonly store: JobStore;
	readonly limits: Limits;
	readonly acknowledger: Acknowledger;
	readonly admission: Admission;
	readonly writer: JobWriter;
	readonly file: string;
	readonly #folder: string;
	readonly engine: InProcessEngine;

	private constructor(parts: {
		discord: DiscordSimulator;
		folder: string;
		storage: Storage;
		store: JobStore;
		clock: FakeClock;
		limits: Partial<LimitsParts>;
	}) {
		this.clock = parts.clock;
		this.discord = parts.discord;
		this.#folder = parts.folder;
		this.file = join(parts.folder, 'jobs.sqlite');
		this.storage = parts.storage;
		this.store = parts.store;
		const { clock, store } = this;
		const { token, apiUrl } = this.discord;
		this.api = new DiscordApi({ token, apiUrl, userAgent: 'reelay/test', clock, log: silent });
		this.limits = new Limits({
			clock,
			memberWaitingJobs: 0,
			memberRunningJobs: 2,
			memberDailyVideos: 20,
			dailyUsd: 50,
			guildDailyUsd: undefined,
			allowedGuilds: undefined,
			...parts.limits,
		});
		this.acknowledger = new Acknowledger({ discord: this.api, clock, log: silent });
		this.engine = new InProcessEngine({ clock, log: silent });
		this.engine.start(async (id) => {
			this.steps.push({ id, found: await store.get(id) });
			return 'done';
		});
		const observers = [(job: Job): void => this.limits.observe(job)];
		this.writer = new JobWriter({ store, clock, log: silent, observers });
		this.admission = new Admission({
			store,
			writer: this.writer,
			limits: this.limits,
			acknowledger: this.acknowledger,
			engine: this.engine,
			clock,
			log: silent,
		});
	}

	static async open(limits: Partial<LimitsParts> = {}): Promise<AdmissionHarness> {
		const clock = new FakeClock();
		const discord = await DiscordSimulator.start({ now: () => clock.now() });
		const folder = await mkdtemp(join(tmpdir(), 'reelay-admission-'));
		const storage = await Storage.open({ url: `sqlite://${join(folder, 'jobs.sqlite')}`, log: silent });
		const doorway = new AdmissionHarness({
			discord,
			folder,
			storage,
			store: await JobStore.open(storage),
			clock,
			limits,
		});
		await doorway.api.overwriteCommands(discord.applicationId, undefined, [
			{
				name: 'video',
				description: 'Make a video',
				options: [{ type: 3, name: 'prompt', description: 'What', required: true }],
			},
		]);
		return doorway;
	}

	async close(): Promise<void> {
		await this.engine.stop();
		await this.storage.close();
		await this.discord.close();
		await rm(this.#folder, { recursive: true, force: true });
	}

	/** Alice types `/video`. */
	invoke(): Interaction {
		return this.discord.invoke({ user: this.discord.world.alice, command: 'video', options: { prompt: 'a cat' } });
	}

	admittance(interaction: Interaction, request: Partial<VideoRequest> = {}): AcceptedRequest {
		return {
			facts: this.facts(interaction),
			request: VideoRequest.parse({ prompt: 'a cat', model: 'veo3.1-fast', ...request }),
			model: offered,
			notices: [],
			estimate: { usd: 0.4, basis: 'catalogue' },
		};
	}

	facts(interaction: Interaction): InteractionFacts {
		return guildFacts(interaction, {
			applicationId: this.discord.applicationId,
			receivedAt: this.clock.now(),
		});
	}

	/** What the member reads who is answered in private; fails when others can read it too. */
	told(interaction: Interaction): string {
		const message = this.discord.original(interaction);
		expect((message?.flags ?? 0) & MessageFlags.Ephemeral).toBe(MessageFlags.Ephemeral);
		return JSON.stringify(message?.components);
	}

	/** Requests that Discord received for a route, oldest first. */
	requests(method: string, path: RegExp): unknown[] {
		return this.discord.exchanges.filter((x) => x.method === method && path.test(x.path)).map((x) => x.json);
	}
}
