import type { LogLine } from '../bot/botState.js';
import type { BotProcess } from '../bot/botProcess.js';
import type { CometApiSimulator } from '../cometapi/simulator.js';
import type { Task } from '../cometapi/task/task.js';
import type { DiscordSimulator } from '../discord/simulator.js';
import type { Controls } from './controls.js';
import type { JobSummary, ServerEvent, ShownJob, ShownTask, World } from './protocol.js';
import type { Scene } from './scene.js';
import type { StoreReader } from './storeReader.js';

interface ReporterParts {
	readonly discord: DiscordSimulator;
	readonly cometapi: CometApiSimulator;
	readonly bot: BotProcess;
	readonly scene: Scene;
	readonly controls: Controls;
	readonly store: StoreReader;
}

const checkEveryMs = 400;
const shownLines = 1_000;

/** Tells the pages what goes on: at once what announces itself, by looking again and again what does not. */
export class Reporter {
	readonly #parts: ReporterParts;
	readonly #off: (() => void)[] = [];
	readonly #told = new Map<string, string>();
	#jobs: readonly JobSummary[] = [];
	#storeSeen = -1;

	constructor(parts: ReporterParts) {
		this.#parts = parts;
	}

	start(tell: (event: ServerEvent) => void): void {
		const { discord, bot, scene } = this.#parts;
		const show = ({ channelId, message, viewerId }: { channelId: string; message: ShownMessage; viewerId?: string }) =>
			tell({ type: 'message', shown: scene.shown(channelId, message, viewerId) });
		const onLine = (line: LogLine): void => tell({ type: 'log', line });
		const onState = (): void => tell({ type: 'bot', state: bot.state });
		bot.on('line', onLine).on('state', onState);
		this.#off.push(
			discord.on('message', show),
			discord.on('messageUpdate', show),
			discord.on('messageDelete', (gone) => tell({ type: 'message-gone', ...gone })),
			discord.on('commands', () => tell({ type: 'commands', commands: this.#commands() })),
			() => bot.off('line', onLine).off('state', onState),
		);
		const timer = setInterval(() => void this.#check(tell), checkEveryMs);
		this.#off.push(() => clearInterval(timer));
	}

	stop(): void {
		for (const off of this.#off.splice(0)) off();
	}

	world(): World {
		const { discord, bot, scene, controls, cometapi } = this.#parts;
		return {
			botUser: { id: discord.world.bot.id, name: discord.world.bot.globalName ?? discord.world.bot.username },
			viewers: scene.viewers,
			places: scene.places,
			messages: scene.messages(),
			commands: this.#commands(),
			bot: bot.state,
			log: bot.log.slice(-shownLines),
			controls: controls.settings,
			tasks: this.#tasks(),
			creates: cometapi.creates,
			jobs: this.#jobs,
		};
	}

	/** A job's rows in the store, and the bot's lines about it. */
	async job(id: string): Promise<ShownJob> {
		const log = this.#parts.bot.log.filter(({ text }) => text.includes(id));
		return { id, rows: await this.#parts.store.rowsOf(id), log };
	}

	async #check(tell: (event: ServerEvent) => void): Promise<void> {
		const { controls, cometapi, store } = this.#parts;
		const news = (event: ServerEvent): void => {
			const text = JSON.stringify(event);
			if (this.#told.get(event.type) === text) return;
			this.#told.set(event.type, text);
			tell(event);
		};
		news({ type: 'controls', controls: controls.settings });
		news({ type: 'provider', tasks: this.#tasks(), creates: cometapi.creates });

		const changedAt = await store.changedAt();
		if (changedAt === this.#storeSeen) return;
		try {
			this.#jobs = await store.jobs();
			this.#storeSeen = changedAt;
			tell({ type: 'jobs', jobs: this.#jobs });
		} catch {
			// The bot is writing at this moment; the next look will do.
		}
	}

	/** The commands that the sandbox's server shows: the global ones and its own. */
	#commands(): World['commands'] {
		const { discord } = this.#parts;
		return [...discord.commands(), ...discord.commands(discord.world.guild)];
	}

	#tasks(): ShownTask[] {
		return this.#parts.cometapi.tasks.slice(-50).map(shownTask);
	}
}

type ShownMessage = World['messages'][number]['message'];

function shownTask(task: Task): ShownTask {
	const { stage, percent } = task.standing(Date.now());
	const status = stage === 'done' ? task.plan.outcome : stage;
	return { id: task.id, model: task.model, status, progress: `${percent} %`, polls: task.polls };
}
