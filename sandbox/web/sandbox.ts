import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { BotProcess } from '../bot/botProcess.js';
import { builtBot } from '../bot/build.js';
import { freePort } from '../bot/freePort.js';
import { CometApiSimulator } from '../cometapi/simulator.js';
import { DiscordSimulator } from '../discord/simulator.js';
import { Actions } from './actions.js';
import { Controls } from './controls.js';
import { Reporter } from './reporter.js';
import { Scene } from './scene.js';
import { PageServer } from './server.js';
import { StoreReader } from './storeReader.js';
import { Uploads } from './uploads.js';
import type { PageRequest } from './protocol.js';

interface SandboxOptions {
	/** Of the page; any free one by default. */
	readonly port?: number;
	/** A folder for the bot's store and media; emptied at start. */
	readonly data: string;
	/** How long a generation takes at first; 6 by default, so that the first video is there within ten seconds. */
	readonly seconds?: number;
	/** The bot's program; by default this project's own, compiled first when it is not up to date. */
	readonly entry?: string;
	/** Further variables for the bot, which win over the sandbox's own. */
	readonly env?: Readonly<Record<string, string>>;
}

/** The bot promises to end within 15 s of a SIGTERM. */
const longestStopMs = 16_000;

interface SandboxParts {
	readonly discord: DiscordSimulator;
	readonly cometapi: CometApiSimulator;
	readonly bot: BotProcess;
	readonly server: PageServer;
	readonly reporter: Reporter;
}

/** Everything together: both simulators, the real bot as a process of its own, and the page. */
export class Sandbox {
	readonly discord: DiscordSimulator;
	readonly cometapi: CometApiSimulator;
	readonly bot: BotProcess;
	/** The page's address. */
	readonly url: string;
	readonly #parts: SandboxParts;

	private constructor(parts: SandboxParts) {
		this.#parts = parts;
		this.discord = parts.discord;
		this.cometapi = parts.cometapi;
		this.bot = parts.bot;
		this.url = parts.server.url;
	}

	/** Starts all of it and resolves when the page can be opened; `bot.ready()` tells when the bot is there too. */
	static async start(options: SandboxOptions): Promise<Sandbox> {
		const entry = options.entry ?? (await builtBot(fileURLToPath(new URL('../../', import.meta.url))));
		// A sandbox left open overnight must not fill the memory with what nobody will look at.
		const bounds = { keep: 2_000, keepBodyBytes: 64 * 1024 };
		const discord = await DiscordSimulator.start(bounds);
		const cometapi = await CometApiSimulator.start({ ...bounds, byShape: true });
		try {
			const own = await botEnv({ discord, cometapi, data: options.data });
			const bot = new BotProcess({ entry, env: { ...own, ...options.env }, cwd: options.data });
			return new Sandbox(await open({ ...options, discord, cometapi, bot }));
		} catch (error) {
			await Promise.all([discord.close(), cometapi.close()]);
			throw error;
		}
	}

	/** Ends all of it in order: the bot first, which says goodbye to a Discord that still listens. */
	async close(): Promise<void> {
		const { bot, reporter, server, discord, cometapi } = this.#parts;
		const tooLong = setTimeout(() => void bot.kill('SIGKILL'), longestStopMs);
		await bot.kill('SIGTERM');
		clearTimeout(tooLong);
		reporter.stop();
		await server.close();
		await Promise.all([discord.close(), cometapi.close()]);
	}
}

async function open(
	made: Pick<SandboxParts, 'discord' | 'cometapi' | 'bot'> & Pick<SandboxOptions, 'port' | 'data' | 'seconds'>,
): Promise<SandboxParts> {
	const { discord, cometapi, bot, port = 0, seconds = 6 } = made;
	const uploads = new Uploads();
	const scene = new Scene({ discord });
	const controls = new Controls({ discord, cometapi, seconds });
	const actions = new Actions({ discord, uploads });
	const store = new StoreReader({ file: join(made.data, 'store.sqlite') });
	const reporter = new Reporter({ discord, cometapi, bot, scene, controls, store });
	const server = await PageServer.start({
		port,
		mediaOrigins: [discord.cdnOrigin, cometapi.cdnOrigin],
		hello: () => ({ type: 'hello', world: reporter.world() }),
		handle: (request) => handle(request, { actions, controls, reporter, discord, bot }),
		upload: (file) => uploads.add(file),
	});
	// Only who has the port empties the folder: another sandbox may be living in it.
	await rm(made.data, { recursive: true, force: true });
	await mkdir(made.data, { recursive: true });
	reporter.start((event) => server.tell(event));
	await bot.start();
	// The page shows how it goes; nobody waits here.
	bot.ready().catch(() => undefined);
	return { discord, cometapi, bot, server, reporter };
}

interface Hands {
	readonly actions: Actions;
	readonly controls: Controls;
	readonly reporter: Reporter;
	readonly discord: DiscordSimulator;
	readonly bot: BotProcess;
}

function handle(request: PageRequest, { actions, controls, reporter, discord, bot }: Hands): unknown {
	switch (request.type) {
		case 'command':
			return actions.command(request.body);
		case 'autocomplete':
			return actions.autocomplete(request.body);
		case 'menu':
			return actions.menu(request.body);
		case 'component':
			return actions.component(request.body);
		case 'modal':
			return actions.modal(request.body);
		case 'say': {
			actions.say(request.body);
			return;
		}
		case 'dismiss': {
			discord.faults.deleteMessage(request.body.messageId);
			return;
		}
		case 'controls': {
			controls.turn(request.body);
			return;
		}
		case 'job':
			return reporter.job(request.body.id);
		case 'act':
			return interfere(request.body.what, { discord, bot });
	}
}

async function interfere(
	what: 'kill' | 'stop' | 'start' | 'expire-tokens',
	{ discord, bot }: Pick<Hands, 'discord' | 'bot'>,
) {
	switch (what) {
		case 'kill':
			await bot.kill('SIGKILL');
			return;
		case 'stop':
			await bot.kill('SIGTERM');
			return;
		case 'start':
			await bot.start();
			return bot.ready();
		case 'expire-tokens': {
			discord.faults.expireTokens();
			return;
		}
	}
}

/** The environment of a bot that lives in the sandbox: everything it talks to is here, and it hurries. */
async function botEnv(parts: {
	discord: DiscordSimulator;
	cometapi: CometApiSimulator;
	data: string;
}): Promise<Record<string, string>> {
	const { discord, cometapi, data } = parts;
	return {
		DISCORD_TOKEN: discord.token,
		DISCORD_API_URL: discord.apiUrl,
		COMETAPI_KEY: cometapi.key,
		COMETAPI_BASE_URL: cometapi.baseUrl,
		TRUSTED_ORIGINS: [discord.cdnOrigin, cometapi.cdnOrigin, cometapi.baseUrl].join(','),
		STORE_URL: `sqlite://${join(data, 'store.sqlite')}`,
		MEDIA_DIR: join(data, 'media'),
		POLL_MIN_MS: '400',
		POLL_MAX_MS: '1500',
		PROGRESS_EDIT_MS: '1000',
		// Nobody is to be locked out for a day by playing.
		MEMBER_DAILY_VIDEOS: '500',
		DAILY_USD: '',
		USER_INSTALL: 'true',
		// Every family can be tried, those that are off by default included, and those that want pictures by address: the
		// simulated API believes a public address without asking it.
		LEGACY_PROVIDERS: 'volc,minimax,midjourney,runway-compat',
		PUBLIC_URL: 'https://sandbox.invalid',
		LOG_LEVEL: 'debug',
		OPS_HOST: '127.0.0.1',
		OPS_PORT: String(await freePort()),
	};
}
