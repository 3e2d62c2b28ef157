import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { BotProcess } from '../../sandbox/bot/botProcess.js';
import type { Plan } from '../../sandbox/cometapi/task/plan.js';
import { CometApiSimulator } from '../../sandbox/cometapi/simulator.js';
import { DiscordSimulator } from '../../sandbox/discord/simulator.js';
import type { RecordingServer } from '../../sandbox/http/recordingServer.js';
import { keptRecords, type KeptRecords } from './keptRecords.js';
import { requestName, writeName, type Moment, type Place, type Side, type Write } from './moment.js';
import { WriteGate, type Leave } from './writeGate.js';

export interface StandParts {
	/** The program: `heldBuild().entry`. */
	readonly entry: string;
	readonly plan?: Partial<Plan>;
	readonly env?: Readonly<Record<string, string>>;
}

/** Hears of every act of the process, and may hold it: it goes on when this resolves. */
export type Witness = (moment: Moment, write?: Write) => Promise<Leave | undefined> | Leave | undefined;

/** Both simulators, a store, and the real program as a process that may die at any moment and be started again. */
export class ProcessHarness {
	readonly discord: DiscordSimulator;
	readonly comet: CometApiSimulator;
	readonly folder: string;
	readonly bot: BotProcess;
	/** Asked beside every request and every write. */
	witness: Witness = () => undefined;
	readonly #parts: StandParts;
	readonly #gate: WriteGate;

	private constructor(
		parts: StandParts,
		made: { discord: DiscordSimulator; comet: CometApiSimulator; folder: string; gate: WriteGate },
	) {
		this.#parts = parts;
		this.discord = made.discord;
		this.comet = made.comet;
		this.folder = made.folder;
		this.#gate = made.gate;
		this.#gate.keeper = async (write, side) => {
			return (await this.act({ place: 'store', what: writeName(write), side }, write)) ?? 'go';
		};
		this.bot = this.process();
		this.#watch('discord', this.discord.api);
		this.#watch('discord cdn', this.discord.cdnServer);
		this.#watch('comet', this.comet.server);
		this.#watch('comet cdn', this.comet.cdn.server);
	}

	static async set(parts: StandParts): Promise<ProcessHarness> {
		const discord = await DiscordSimulator.start();
		const comet = await CometApiSimulator.start({ key: secretKey, plan: { pollsToDone: 3, ...parts.plan } });
		const folder = await mkdtemp(join(quickest(), 'reelay-chaos-'));
		return new ProcessHarness(parts, { discord, comet, folder, gate: await WriteGate.open() });
	}

	/** A process on this stand's store, not started. */
	process(): BotProcess {
		const { entry } = this.#parts;
		return new BotProcess({ entry, env: this.env, cwd: this.folder, nodeArgs: ['--import', preload] });
	}

	get env(): Record<string, string> {
		return {
			DISCORD_TOKEN: this.discord.token,
			DISCORD_API_URL: this.discord.apiUrl,
			COMETAPI_KEY: this.comet.key,
			COMETAPI_BASE_URL: this.comet.baseUrl,
			TRUSTED_ORIGINS: `${this.discord.cdnOrigin},${this.comet.cdn.origin},${this.comet.baseUrl}`,
			STORE_URL: `sqlite://${this.folder}/reelay.sqlite`,
			MEDIA_DIR: join(this.folder, 'media'),
			POLL_MIN_MS: '20',
			POLL_MAX_MS: '40',
			PROGRESS_EDIT_MS: '10',
			OPS_PORT: 'off',
			WRITE_GATE_PORT: String(this.#gate.port),
			...this.#parts.env,
		};
	}

	/** Hands an act to the witness. */
	async act(act: { place: Place; what: string; side: Side }, write?: Write): Promise<Leave | undefined> {
		return this.witness({ ...act, life: this.bot.state.starts }, write);
	}

	records(): Promise<KeptRecords> {
		return keptRecords(join(this.folder, 'reelay.sqlite'));
	}

	/** Every file below `MEDIA_DIR`, as paths. */
	async mediaFiles(): Promise<string[]> {
		const entries = await readdir(join(this.folder, 'media'), { recursive: true, withFileTypes: true }).catch(() => []);
		return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
	}

	async close(): Promise<void> {
		await this.bot.kill('SIGKILL');
		await this.discord.close();
		await this.comet.close();
		await this.#gate.close();
		await rm(this.folder, { recursive: true, force: true });
	}

	#watch(place: Place, server: RecordingServer): void {
		const tell = async (side: Side, what: string): Promise<void> => {
			await this.act({ place, what, side });
		};
		server.watch({
			before: (x) => tell('before', requestName(x)),
			after: (x) => tell('after', requestName(x)),
		});
	}
}

/** A folder in memory where there is one: what is synced to it survives a killed process as it would on a disk. */
const quickest = (): string => (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());

/** Long and unlike anything else, so that it is found wherever it should not be. */
const secretKey = 'sk-chaos-3f9b2c71d5e84a06';
const preload = resolve(import.meta.dirname, 'writeGate.mjs');
