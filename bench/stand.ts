import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtBot } from '../sandbox/bot/build.js';
import { CometApiSimulator, type SimulatorOptions } from '../sandbox/cometapi/simulator.js';
import type { User } from '../sandbox/discord/world/people.js';
import { DiscordSimulator } from '../sandbox/discord/simulator.js';
import { Program, type ProgramParts } from './program.js';

const root = fileURLToPath(new URL('../', import.meta.url));
/** The simulators remember little, so that a measurement is not one of their memory. */
const bounds = { keep: 100, keepBodyBytes: 10_000 };
const unlimited = { globalPerSecond: 1e6, bucket: { limit: 1e6, windowMs: 1000 } };

/** Both simulators without rate limits, a folder, and programs started between them. */
export class Stand {
	readonly discord: DiscordSimulator;
	readonly comet: CometApiSimulator;
	readonly folder: string;
	readonly #programs: Program[] = [];

	private constructor(made: { discord: DiscordSimulator; comet: CometApiSimulator; folder: string }) {
		this.discord = made.discord;
		this.comet = made.comet;
		this.folder = made.folder;
	}

	static async set(comet: SimulatorOptions = {}): Promise<Stand> {
		return new Stand({
			discord: await DiscordSimulator.start({ ...bounds, settings: unlimited }),
			comet: await CometApiSimulator.start({ ...bounds, ...comet }),
			folder: await mkdtemp(join(tmpdir(), 'reelay-bench-')),
		});
	}

	/** What a program on this stand is configured with: nobody's limits are in the way. */
	get env(): Record<string, string> {
		const { discord, comet, folder } = this;
		return {
			DISCORD_TOKEN: discord.token,
			DISCORD_API_URL: discord.apiUrl,
			COMETAPI_KEY: comet.key,
			COMETAPI_BASE_URL: comet.baseUrl,
			TRUSTED_ORIGINS: `${discord.cdnOrigin},${comet.cdnOrigin},${comet.baseUrl}`,
			STORE_URL: `sqlite://${folder}/reelay.sqlite`,
			MEDIA_DIR: join(folder, 'media'),
			OPS_PORT: 'off',
			DAILY_USD: '',
			MEMBER_RUNNING_JOBS: '1000000',
			MEMBER_DAILY_VIDEOS: '1000000',
			MAX_RUNNING_JOBS: '100000',
			CONFIRM_ABOVE_USD: '1000',
		};
	}

	/** Starts this project's program, compiled first when it is not up to date; not ready yet. */
	async reelay({ env, ...parts }: Partial<ProgramParts> = {}): Promise<Program> {
		return this.start({ entry: await builtBot(root), ...parts, env: { ...this.env, ...env } });
	}

	start(parts: ProgramParts): Program {
		const program = Program.start(parts);
		this.#programs.push(program);
		return program;
	}

	/** New members of the guild, so that nobody's own limits are met. */
	members(count: number): User[] {
		const { world } = this.discord;
		return Array.from({ length: count }, (_, index) => {
			const user = world.addUser(`Member ${index}`);
			world.addMember(world.guild, user);
			return user;
		});
	}

	async close(): Promise<void> {
		for (const program of this.#programs) await program.kill();
		await this.discord.close();
		await this.comet.close();
		await rm(this.folder, { recursive: true, force: true });
	}
}

export const pause = (ms: number): Promise<void> =>
	new Promise((resolve) => {
		setTimeout(resolve, ms);
	});
