import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { builtBot } from '../../sandbox/bot/build.js';
import { BotProcess } from '../../sandbox/bot/botProcess.js';
import { CometApiSimulator } from '../../sandbox/cometapi/simulator.js';
import type { Plan } from '../../sandbox/cometapi/task/plan.js';
import { DiscordSimulator } from '../../sandbox/discord/simulator.js';
import type { Interaction } from '../../sandbox/discord/world/interaction.js';
import type { User } from '../../sandbox/discord/world/people.js';
import type { Exchange } from '../../sandbox/http/exchange.js';
import { RedisServer } from './redisServer.js';
import { soon } from './soon.js';

type Role = 'all' | 'gateway' | 'worker';

/** Both simulators, a real Redis, and any number of real processes on it. */
export class FleetHarness {
	readonly discord: DiscordSimulator;
	readonly comet: CometApiSimulator;
	readonly redis: RedisServer;
	readonly #folder: string;
	readonly #entry: string;
	readonly bots: BotProcess[] = [];

	private constructor(made: {
		discord: DiscordSimulator;
		comet: CometApiSimulator;
		redis: RedisServer;
		folder: string;
		entry: string;
	}) {
		this.discord = made.discord;
		this.comet = made.comet;
		this.redis = made.redis;
		this.#folder = made.folder;
		this.#entry = made.entry;
	}

	static async set(plan: Partial<Plan> = { pollsToDone: 2 }, ...redisOptions: string[]): Promise<FleetHarness> {
		return new FleetHarness({
			redis: await RedisServer.start(...redisOptions),
			discord: await DiscordSimulator.start(),
			comet: await CometApiSimulator.start({ plan }),
			folder: await mkdtemp(join(tmpdir(), 'reelay-fleet-')),
			entry: await builtBot(resolve(import.meta.dirname, '../..')),
		});
	}

	/** What a process is told, but for its role. */
	get env(): Record<string, string> {
		const { comet, discord, redis } = this;
		return {
			...{ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
			...{ COMETAPI_KEY: comet.key, COMETAPI_BASE_URL: comet.baseUrl },
			TRUSTED_ORIGINS: `${discord.cdnOrigin},${comet.cdn.origin},${comet.baseUrl}`,
			...{ REDIS_URL: redis.url, LEASE_MS: String(leaseMs), MEDIA_DIR: join(this.#folder, 'media') },
			...{ POLL_MIN_MS: '20', POLL_MAX_MS: '60', PROGRESS_EDIT_MS: '30', OPS_PORT: 'off' },
			CONFIRM_ABOVE_USD: '1000',
		};
	}

	/** A process in this role, ready. */
	async begin(role: Role = 'all', env: Record<string, string> = {}): Promise<BotProcess> {
		const bot = new BotProcess({ entry: this.#entry, cwd: this.#folder, env: { ...this.env, ROLE: role, ...env } });
		this.bots.push(bot);
		await bot.start();
		await bot.ready(60_000);
		return bot;
	}

	/** A member of the first guild whom nobody has met. */
	member(): User {
		const { world } = this.discord;
		const user = world.addUser(`Member${world.users.size}`);
		world.addMember(world.guild, user);
		return user;
	}

	/** A member asks for a video in #videos. */
	video(user: User = this.member(), options: Record<string, unknown> = {}): Interaction {
		const asked = { prompt: 'a paper boat crossing a pond at dawn', ...options };
		return this.discord.invoke({ command: 'video', user, options: asked });
	}

	/** The process that has the job: the one that has moved it on last. */
	async holder({ id }: Pick<Interaction, 'id'>): Promise<BotProcess> {
		const find = (): BotProcess | undefined => {
			const lines = this.bots.flatMap((bot) => bot.log.map(({ at, fields }) => ({ at, bot, fields })));
			const moves = lines.filter(({ fields }) => fields?.['msg'] === 'job moved on' && fields['jobId'] === id);
			return moves.sort((one, other) => one.at - other.at).at(-1)?.bot;
		};
		await soon(find).toBeDefined();
		return find()!;
	}

	/**
	 * At the first request that matches, before it takes effect or after, something happens, and only then it goes on.
	 * Resolves when that has happened.
	 */
	at(match: (x: Exchange) => boolean, side: 'before' | 'after', act: () => Promise<void>): Promise<void> {
		return new Promise((resolve, reject) => {
			const ends = this.#servers.map((server) =>
				server.watch({
					[side]: async (x: Exchange) => {
						if (!match(x) || ends.length === 0) return;
						for (const end of ends.splice(0)) end();
						await act().then(resolve, reject);
					},
				}),
			);
		});
	}

	/** How often each process says this. */
	says(bot: BotProcess, msg: string): number {
		return bot.log.filter(({ fields }) => fields?.['msg'] === msg).length;
	}

	async close(): Promise<void> {
		for (const { state } of this.bots) if (state.pid !== null) process.kill(state.pid, 'SIGCONT');
		await Promise.all(this.bots.map((bot) => bot.kill('SIGKILL')));
		await this.discord.close();
		await this.comet.close();
		await this.redis.stop();
		await rm(this.#folder, { recursive: true, force: true });
	}

	get #servers() {
		const { comet, discord } = this;
		return [discord.api, discord.cdnServer, comet.server, comet.cdn.server];
	}
}

/** Short, so that a take-over takes seconds. */
export const leaseMs = 2000;

/** Holds a process, or lets it go on. */
export function signal(bot: BotProcess, name: 'SIGSTOP' | 'SIGCONT'): void {
	if (bot.state.pid !== null) process.kill(bot.state.pid, name);
}
