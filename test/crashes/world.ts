import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CometApiSimulator } from '../../sandbox/cometapi/simulator.js';
import { DiscordSimulator } from '../../sandbox/discord/simulator.js';
import type { Exchange } from '../../sandbox/http/exchange.js';
import type { Interaction } from '../../sandbox/discord/world/interaction.js';
import { readConfig, type Config } from '../../src/config.js';
import type { InteractionFacts } from '../../src/discord/interactionFacts.js';
import { FakeClock } from '../harness/fakeClock.js';
import { requestsInFlight } from '../harness/requestsInFlight.js';
import { guildFacts } from '../harness/guildFacts.js';
import { Life } from './life.js';
import { patienceMs } from '../harness/patience.js';

/** Both simulators on one clock, and every life that was lived between them. */
export class World {
	readonly clock = new FakeClock();
	readonly discord: DiscordSimulator;
	readonly comet: CometApiSimulator;
	readonly folder: string;
	readonly #lives = new Map<string, Life>();
	/** Requests of the dead, which are never answered. */
	#held = 0;

	private constructor(made: { discord: DiscordSimulator; comet: CometApiSimulator; folder: string; clock: FakeClock }) {
		this.clock = made.clock;
		this.discord = made.discord;
		this.comet = made.comet;
		this.folder = made.folder;
		for (const server of [this.discord.api, this.discord.cdnServer, this.comet.server, this.comet.cdn.server]) {
			server.watch({ before: (x) => this.#moment(x), after: (x) => this.#moment(x) });
		}
	}

	static async make(): Promise<World> {
		const clock = new FakeClock();
		const now = (): number => clock.now();
		// The library keeps rate limits by the real clock; here they would only wait.
		const settings = { globalPerSecond: 1e6, bucket: { limit: 1e6, windowMs: 1000 } };
		const bounds = { keep: 200, keepBodyBytes: 2000 };
		const discord = await DiscordSimulator.start({ now, settings, ...bounds });
		const comet = await CometApiSimulator.start({ now, ...bounds });
		const folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'reelay-crashes-'));
		const world = new World({ discord, comet, folder, clock });
		await world.#publish();
		return world;
	}

	/** A new life, with this many acts left to it. */
	life(lastAct: number): Life {
		const life = new Life({ number: this.#lives.size + 1, lastAct, clock: this.clock });
		this.#lives.set(life.userAgent, life);
		return life;
	}

	/** What a program of this world is configured with, on a store of its own. */
	config(name: string): Config {
		return readConfig({
			DISCORD_TOKEN: this.discord.token,
			DISCORD_API_URL: this.discord.apiUrl,
			COMETAPI_KEY: this.comet.key,
			COMETAPI_BASE_URL: this.comet.baseUrl,
			TRUSTED_ORIGINS: `${this.discord.cdnOrigin},${this.comet.cdn.origin},${this.comet.baseUrl}`,
			STORE_URL: `sqlite://${this.folder}/${name}.sqlite`,
			MEDIA_DIR: join(this.folder, name),
			JOB_TIMEOUT_MINUTES: '20',
			LATE_HOURS: '0.2',
			POLL_MIN_MS: '5000',
			FFMPEG_PATH: 'none',
		});
	}

	/** What the gateway would hand over. */
	facts(interaction: Interaction, mayPost: boolean): InteractionFacts {
		return guildFacts(interaction, {
			applicationId: this.discord.applicationId,
			receivedAt: this.clock.now(),
			permissions: mayPost ? String((1n << 10n) | (1n << 11n) | (1n << 15n)) : '0',
		});
	}

	/** Resolves when nothing is under way but what waits for the clock, which only the caller moves. */
	async rest(busy: () => 'no' | 'waiting' | 'yes'): Promise<void> {
		const deadline = Date.now() + patienceMs;
		for (let calm = 0; calm < 3;) {
			await turns(5);
			if (Date.now() > deadline) throw new Error(`no rest: ${requestsInFlight() - this.#held} requests, ${busy()}`);
			const state = requestsInFlight() > this.#held ? 'yes' : busy();
			if (state === 'yes') calm = 0;
			// A step that waits for the clock, or for a file: the machine gets some real time for the latter.
			else if (state === 'waiting') calm += await milliseconds(2, 0.25);
			else calm += 1;
		}
	}

	async close(): Promise<void> {
		await this.discord.close();
		await this.comet.close();
		await rm(this.folder, { recursive: true, force: true });
	}

	async #moment(x: Exchange): Promise<void> {
		const life = this.#lives.get(/life-\d+/u.exec(x.headers['user-agent'] ?? '')?.[0] ?? '');
		if (life === undefined) return;
		const moment = life.moment();
		if (life.dead) this.#held += 1;
		await moment;
	}

	/** The commands are there, as an earlier start has published them. */
	async #publish(): Promise<void> {
		const options = [
			{ type: 3, name: 'prompt', description: 'What', required: true },
			{ type: 5, name: 'private', description: 'For whom' },
		];
		const url = `${this.discord.apiUrl}/v10/applications/${this.discord.applicationId}/commands`;
		const headers = { authorization: `Bot ${this.discord.token}`, 'content-type': 'application/json' };
		const body = JSON.stringify([{ name: 'video', description: 'Make a video', options }]);
		const answer = await fetch(url, { method: 'PUT', headers, body });
		if (!answer.ok) throw new Error(`commands not published: ${await answer.text()}`);
	}
}

async function turns(count: number): Promise<void> {
	for (let turn = 0; turn < count; turn += 1) {
		await new Promise((resolve) => {
			setImmediate(resolve);
		});
	}
}

const milliseconds = (ms: number, worth: number): Promise<number> =>
	new Promise((resolve) => {
		setTimeout(() => resolve(worth), ms);
	});
