import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIMessage } from 'discord-api-types/v10';
import { pino, type Logger } from 'pino';
import type { Interaction } from '../../sandbox/discord/world/interaction.js';
import type { User } from '../../sandbox/discord/world/people.js';
import type { Job } from '../../src/jobs/record/job.js';
import { JobStore } from '../../src/services/records/jobStore.js';
import { Storage } from '../../src/services/records/storage.js';
import type { SecretCleaner } from '../../src/lib/secretCleaner.js';
import { closedJobs } from './closedJobs.js';
import { hurryDiscordLibrary } from './discordWaits.js';
import { FakeClock } from './fakeClock.js';
import { App } from '../../src/app/app.js';
import { readConfig } from '../../src/config.js';
import { CometApiSimulator, type SimulatorOptions } from '../../sandbox/cometapi/simulator.js';
import type { Invocation } from '../../sandbox/discord/world/actions.js';
import { DiscordSimulator, type DiscordSimulatorParts } from '../../sandbox/discord/simulator.js';
import type { Clock } from '../../src/lib/time.js';
import { problemsOf } from './openapi.js';
import { patienceMs } from './patience.js';
import { workUnderWay } from './workUnderWay.js';

export interface StageParts {
	readonly discord?: DiscordSimulatorParts;
	readonly comet?: SimulatorOptions;
	/** Variables beside those that name the simulators. */
	readonly env?: Readonly<Record<string, string>>;
	readonly clock?: Clock;
	readonly log?: Logger;
	/** What knows the process’ secrets, where a test’s log must know them too. */
	readonly secrets?: SecretCleaner;
}

/** Both simulators, a folder for the store, and the program between them in this process. */
export class AppHarness {
	readonly discord: DiscordSimulator;
	readonly comet: CometApiSimulator;
	readonly folder: string;
	readonly #parts: StageParts;
	#app: App | undefined;
	#pump: NodeJS.Timeout | undefined;

	private constructor(
		parts: StageParts,
		made: { discord: DiscordSimulator; comet: CometApiSimulator; folder: string },
	) {
		this.#parts = parts;
		this.discord = made.discord;
		this.comet = made.comet;
		this.folder = made.folder;
	}

	static async set(parts: StageParts = {}): Promise<AppHarness> {
		const { clock } = parts;
		// Only the program’s machine may be wrong about the time.
		const offset = (): number => (clock instanceof FakeClock ? clock.offsetMs : 0);
		const now = clock === undefined ? {} : { now: () => clock.now() - offset() };
		const discord = await DiscordSimulator.start({ ...now, ...parts.discord });
		const comet = await CometApiSimulator.start({ ...now, ...parts.comet });
		const folder = await mkdtemp(join(quickest(), 'reelay-stage-'));
		const stage = new AppHarness(parts, { discord, comet, folder });
		if (parts.clock instanceof FakeClock) {
			hurryDiscordLibrary();
			stage.#ringWhatIsDue(parts.clock);
		}
		await stage.start();
		return stage;
	}

	/** What a process on this stage is configured with. */
	get env(): Record<string, string> {
		return {
			DISCORD_TOKEN: this.discord.token,
			DISCORD_API_URL: this.discord.apiUrl,
			COMETAPI_KEY: this.comet.key,
			COMETAPI_BASE_URL: this.comet.baseUrl,
			TRUSTED_ORIGINS: `${this.discord.cdnOrigin},${this.comet.cdn.origin},${this.comet.baseUrl}`,
			STORE_URL: `sqlite://${this.folder}/reelay.sqlite`,
			MEDIA_DIR: join(this.folder, 'media'),
			// Where time passes by itself it is short; where a test moves it, it passes as in earnest.
			...(this.#parts.clock instanceof FakeClock
				? { POLL_MIN_MS: '2000', POLL_MAX_MS: '30000', PROGRESS_EDIT_MS: '10000' }
				: { POLL_MIN_MS: '20', POLL_MAX_MS: '60', PROGRESS_EDIT_MS: '30' }),
			// Nobody is asked for the sake of the price but where a test is about that.
			CONFIRM_ABOVE_USD: '1000',
			OPS_PORT: 'off',
			LOG_LEVEL: 'silent',
			...this.#parts.env,
		};
	}

	/** A new process on the same store. `env`: what its operator has changed. */
	async start(env: Readonly<Record<string, string>> = {}): Promise<void> {
		const {
			clock,
			secrets,
			log = pino(
				{ level: process.env['STAGE_LOG'] ?? 'silent' },
				pino.destination({ dest: process.env['STAGE_LOG_FILE'] ?? 2, sync: true }),
			),
		} = this.#parts;
		this.#app = new App(readConfig({ ...this.env, ...env }), {
			log,
			...(clock === undefined ? {} : { clock }),
			...(secrets === undefined ? {} : { secrets }),
		});
		await this.#app.start();
	}

	async stop(): Promise<void> {
		const { clock } = this.#parts;
		const stopped = this.#app?.stop().then(() => true);
		// What waits on a clock that only tests move would never end.
		while (clock instanceof FakeClock && stopped !== undefined) {
			if ((await Promise.race([stopped, pause(10)])) === true) break;
			await clock.advance(500);
		}
		await stopped;
		this.#app = undefined;
	}

	async close(): Promise<void> {
		await this.stop();
		clearInterval(this.#pump);
		await this.discord.close();
		await this.comet.close();
		await rm(this.folder, { recursive: true, force: true });
	}

	/** Alice asks for a video in #videos, unless told otherwise. */
	video(act: Partial<Invocation> = {}) {
		return this.discord.invoke({
			command: 'video',
			user: this.discord.world.alice,
			...act,
			options: { prompt: 'a paper boat crossing a pond at dawn', ...act.options },
		});
	}

	/** Waits until the channel (or what this member sees of it) fulfils something; the messages as they are then. */
	async until(
		what: (messages: APIMessage[]) => boolean,
		place: { channel?: string; viewer?: string } = {},
	): Promise<APIMessage[]> {
		const deadline = Date.now() + patienceMs;
		for (;;) {
			const messages = this.discord.messages(place.channel, place.viewer);
			if (what(messages)) return messages;
			if (Date.now() > deadline)
				throw new Error(`not seen in time; the channel:\n${messages.map(textOf).join('\n---\n')}`);
			await pause(10);
		}
	}

	/** A member of the first guild whom nobody has met, so that neither limits nor dampers know them. */
	member(locale = 'en-US'): User {
		const { world } = this.discord;
		const user = world.addUser(`Member${world.users.size}`);
		user.locale = locale;
		world.addMember(world.guild, user);
		return user;
	}

	/** The outcome of a job as its requester sees it, in whichever channel it was told. A fake clock moves on meanwhile. */
	async told(interaction: Interaction): Promise<APIMessage> {
		// Time must not pass while admission is still writing: it would give up.
		if (!interaction.acknowledgement) await interaction.responded();
		await this.becomes(() => this.tellings(interaction).length > 0, `told of ${interaction.id}`);
		return this.tellings(interaction)[0]!;
	}

	/** Waits until something is so; on a fake clock time passes meanwhile, timer by timer. */
	async becomes(what: () => boolean, name = what.toString()): Promise<void> {
		const { clock } = this.#parts;
		for (const deadline = Date.now() + patienceMs; !what();) {
			if (Date.now() > deadline) {
				const seen = this.discord.messages().map(textOf).join('\n---\n');
				throw new Error(`not so in time: ${name}; the channel:\n${seen}`);
			}
			if (clock instanceof FakeClock) {
				await this.#rest(clock);
				// What is under way may be slow on a busy machine: no leap is so long that it would be given up.
				const next = Math.max(0, (clock.nextAt ?? clock.now()) - clock.now());
				if (!what()) await clock.advance(Math.min(next, longestLeapMs));
			} else await pause(10);
		}
	}

	/** How often the outcome of a job was told, over every message that still stands. */
	tellings({ id, userId, channelId }: Pick<Interaction, 'id' | 'userId' | 'channelId'>): APIMessage[] {
		const places = [...new Set([channelId, this.discord.world.dmWith(userId).id])];
		return places
			.flatMap((channel) => this.discord.messages(channel, userId))
			.filter((message) => buttonOf(message, 'details')?.includes(`:${id}:`) === true);
	}

	/** All records, as another reader of the same file finds them. */
	async jobs(): Promise<Job[]> {
		const storage = await Storage.open({ url: this.env['STORE_URL']!, log: pino({ level: 'silent' }) });
		const store = await JobStore.open(storage);
		const all = [...(await store.openJobs()), ...(await closedJobs(store))];
		await storage.close();
		return all;
	}

	async job({ id }: { readonly id: string }): Promise<Job | undefined> {
		return (await this.jobs()).find((job) => job.id === id);
	}

	/**
	 * Lets `ms` pass on the fake clock, timer by timer; between two, everything that is under way comes to rest.
	 * @param enough ends it early
	 */
	async pass(ms: number, enough: () => boolean = () => false): Promise<void> {
		const { clock } = this.#parts;
		if (!(clock instanceof FakeClock)) throw new Error('time passes by itself on this stage');
		await this.#rest(clock);
		const end = clock.now() + ms;
		while (clock.now() < end && !enough()) {
			const next = Math.min(clock.nextAt ?? end, end);
			await clock.advance(Math.max(1, next - clock.now()));
			await this.#rest(clock);
		}
	}

	/** The same in steps of `stepMs`, for long spans: what ticks every few seconds meanwhile need not come to rest each time. */
	async leap(ms: number, stepMs: number): Promise<void> {
		const { clock } = this.#parts;
		if (!(clock instanceof FakeClock)) throw new Error('time passes by itself on this stage');
		for (const end = clock.now() + ms; clock.now() < end;) {
			await clock.advance(Math.min(stepMs, end - clock.now()));
			await this.#rest(clock);
		}
	}

	/** Everything that does not wait for the clock has happened. */
	rest(): Promise<void> {
		const { clock } = this.#parts;
		if (!(clock instanceof FakeClock)) throw new Error('time passes by itself on this stage');
		return this.#rest(clock);
	}

	/** What is to happen now happens by itself; only waits need a test that moves the clock. */
	#ringWhatIsDue(clock: FakeClock): void {
		let isRinging = false;
		this.#pump = setInterval(() => {
			if (isRinging || (clock.nextAt ?? Infinity) > clock.now()) return;
			isRinging = true;
			void clock.advance(0).finally(() => {
				isRinging = false;
			});
		}, 5);
	}

	async #rest(clock: FakeClock): Promise<void> {
		const servers = [this.discord.api, this.discord.cdnServer, this.comet.server, this.comet.cdn.server];
		const held = (): number => servers.reduce((sum, server) => sum + server.held, 0);
		const state = (): string => {
			const asked = servers.map(({ exchanges }) => exchanges.length).join();
			return `${asked} ${workUnderWay()} ${clock.nextAt} ${clock.waiting}`;
		};
		// A request that nobody will answer must not hold up the clock that ends it; any other work is waited for.
		for (let seen = state(), calm = 0; calm < (workUnderWay() > held() ? longestCalm : 6);) {
			await pause(1);
			const isDue = (clock.nextAt ?? Infinity) <= clock.now();
			if (isDue) await clock.advance(0);
			const now = state();
			calm = now === seen && !isDue ? calm + 1 : 0;
			seen = now;
		}
	}

	/** What was sent to Discord and is not as its own document says. Needs that document (`hasOpenApi`). */
	faultsAgainstOpenApi(): string[] {
		return problemsOf(this.discord.exchanges);
	}
}

/** A folder in memory where there is one: syncing to it takes no time, and many tests run beside one another. */
const quickest = (): string => (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());

/** Looks at a request under way, 4 ms and more apart, before it is taken for one that never ends. */
const longestCalm = 1_000;

/** Shorter than any time-out of a request. */
const longestLeapMs = 20_000;

/** A moment of real time, for what another socket or thread is doing. */
const pause = (ms: number): Promise<void> =>
	new Promise((resolve) => {
		setTimeout(resolve, ms);
	});

/** Every text of a message's components, in reading order. */
export function textOf(message: APIMessage | undefined): string {
	const texts: string[] = [];
	const visit = (value: unknown): void => {
		if (Array.isArray(value)) value.forEach(visit);
		else if (typeof value === 'object' && value !== null) {
			const { type, content, label } = value as { type?: unknown; content?: unknown; label?: unknown };
			if (type === 10 && typeof content === 'string') texts.push(content);
			if (type === 2 && typeof label === 'string') texts.push(`[${label}]`);
			Object.values(value).forEach(visit);
		}
	};
	visit(message?.components);
	return texts.join('\n');
}

/** The custom id of the button with this action, if the message has one. */
export function buttonOf(message: APIMessage | undefined, action: string): string | undefined {
	return new RegExp(`"custom_id":"(v1:${action}:[^"]*)"`, 'u').exec(JSON.stringify(message?.components ?? []))?.[1];
}

/** Those that show a video of their own, or have one attached. */
export const withVideo = (messages: readonly APIMessage[]): APIMessage[] =>
	messages.filter(
		({ attachments, components }) =>
			attachments.some(({ filename }) => filename.endsWith('.mp4')) ||
			/"url":"[^"]*\.mp4[^"]*"[^}]*"attachment_id"/u.test(JSON.stringify(components ?? [])),
	);
