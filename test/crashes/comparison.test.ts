import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Interaction } from '../../sandbox/discord/world/interaction.js';
import { Job } from '../../src/jobs/record/job.js';
import { VideoRequest } from '../../src/jobs/record/request.js';
import { minutes } from '../../src/lib/time.js';
import type { AcceptedComparison } from '../../src/services/admission/admission.js';
import { Storage } from '../../src/services/records/storage.js';
import { offered } from '../harness/admissionHarness.js';
import { patienceMs } from '../harness/patience.js';
import type { Life } from './life.js';
import type { Landed } from './mortalStorage.js';
import { log, Program } from './program.js';
import { World } from './world.js';

let world: World;
beforeAll(async () => {
	world = await World.make();
});
afterAll(() => world.close());

/** A comparison of two from the admission to its end, in a life that ends at its n-th act and one that lasts. */
class Comparison {
	readonly #name: string;
	readonly #jobs = new Map<string, Job>();
	#hasKnocked = false;
	#isAtDoor = false;
	/** Whether the first life ended before the comparison did. */
	died = false;

	constructor(name: string) {
		this.#name = name;
	}

	async run(act: number, awayMs: number): Promise<string[]> {
		const { discord, comet, clock } = world;
		comet.plan({ outcome: 'succeeded', pollsToDone: 1 });
		const user = discord.world.addUser(this.#name);
		discord.world.addMember(discord.world.guild, user);
		const interaction = discord.invoke({ command: 'video', user, options: { prompt: this.#name } });
		for (const last of [act, Infinity]) {
			this.#isAtDoor = false;
			const life = world.life(last);
			const config = world.config(this.#name);
			const storage = await Storage.open({ url: config.storeUrl, log });
			const onWrite = (landed: Landed): void => this.#landed(landed);
			const starting = Program.start({ config, storage, life, random: () => 0.5, onWrite });
			await Promise.race([starting.then((program) => this.#live(program, life, interaction)), life.end]);
			const { dead } = life;
			life.die();
			await world.rest(() => 'no');
			await storage.close();
			if (!dead) break;
			this.died = true;
			await clock.advance(awayMs);
		}
		const faults = this.#judge(interaction);
		await clock.advance(60_000);
		return faults;
	}

	async #live(program: Program, life: Life, interaction: Interaction): Promise<void> {
		const deadline = Date.now() + patienceMs;
		if (!this.#hasKnocked) void this.#knock(program, interaction);
		const busy = () => (life.writing > 0 || this.#isAtDoor ? 'yes' : program.stepping > 0 ? 'waiting' : 'no');
		for (;;) {
			await world.rest(busy);
			await life.alive();
			if (program.engine.size === 0) return;
			if (Date.now() > deadline) throw new Error(`${this.#name} stands still`);
			const next = world.clock.nextAt;
			if (next !== undefined) await world.clock.advance(Math.max(0, next - world.clock.now()));
		}
	}

	async #knock(program: Program, interaction: Interaction): Promise<void> {
		this.#hasKnocked = true;
		this.#isAtDoor = true;
		await program.admission.admitComparison(this.#admittance(interaction));
		this.#isAtDoor = false;
	}

	#admittance(interaction: Interaction): AcceptedComparison {
		const { id } = interaction;
		const facts = world.facts(interaction, true);
		const pieces = [`${id}_x1`, `${id}_x2`];
		const model = offered.model.id;
		const source = { jobId: id, pieces };
		return {
			telling: {
				...{ facts, jobId: id, seconds: undefined },
				request: VideoRequest.parse({ action: 'compare', prompt: this.#name, model, source }),
				shown: { name: 'Two', provider: 'veo', providerName: 'Google Veo' },
			},
			compared: pieces.map((jobId) => ({
				...{ facts, jobId, model: offered, notices: [] },
				request: VideoRequest.parse({ prompt: `${this.#name} ${jobId}`, model }),
				estimate: { usd: 0.4, basis: 'catalogue' },
			})),
		};
	}

	#landed({ table, key, value }: Landed): void {
		if (table !== 'jobs' && table !== 'closed') return;
		if (value !== undefined) this.#jobs.set(key, Job.parse(JSON.parse(JSON.stringify(value))));
		// Taken back; one that has ended is kept elsewhere first.
		else if (this.#jobs.get(key)?.phase !== 'closed') this.#jobs.delete(key);
	}

	#judge({ id, userId, channelId, acknowledgement }: Interaction): string[] {
		const { discord, comet } = world;
		const places = [channelId, discord.world.dmWith(userId).id];
		const seen = places.flatMap((channel) => discord.messages(channel, userId));
		const pings = discord.notifications.filter((ping) => ping.userId === userId).length;
		const jobs = [id, `${id}_x1`, `${id}_x2`].map((one) => this.#jobs.get(one));
		const videosOf = (jobId: string): APIMessage[] =>
			seen.filter((message) => JSON.stringify(message).includes(`/reelay-${jobId}.mp4`));
		const faults: string[] = [];
		for (const part of [`${id}_x1`, `${id}_x2`]) {
			const tasks = comet.tasks.filter(({ request }) => request['prompt'] === `${this.#name} ${part}`).length;
			if (tasks > 1) faults.push(`${tasks} tasks for ${part}`);
			if (tasks > 0 && acknowledgement === undefined) faults.push(`a task for ${part}, which nobody had accepted`);
			if (videosOf(part).length > 1) faults.push(`${part} was shown ${videosOf(part).length} times`);
			const isMade = this.#jobs.get(part)?.outcome?.type === 'succeeded';
			if (isMade && videosOf(part).length === 0) faults.push(`${part} was made and not shown`);
		}
		if (acknowledgement === undefined) return faults;
		if (pings !== 1) faults.push(`${pings} pings`);
		const [telling, ...parts] = jobs;
		// Where nobody can tell any more whether the member was answered, they are told that nothing is made.
		const isTakenBack = telling?.acknowledged === false && parts.every((job) => job === undefined);
		if (!isTakenBack && jobs.some((job) => job?.phase !== 'closed'))
			faults.push(`ended as ${jobs.map((job) => job?.phase).join()}`);
		return faults;
	}
}

describe('a comparison whose program dies', () => {
	// Away for so long that neither a token nor a nonce helps any more; and not at all. Together they are most of its acts.
	it.each([
		[minutes(16), 2],
		[0, 1],
	])(
		'is paid once and told once, at whichever act that is (away for %d ms)',
		async (awayMs, first) => {
			let deaths = 0;
			for (let act = first; act <= 80; act += 3) {
				const comparison = new Comparison(`compare-${awayMs}-${act}`);
				expect(await comparison.run(act, awayMs), `dead at act ${act}`).toEqual([]);
				deaths += Number(comparison.died);
			}
			expect(deaths).toBeGreaterThan(20);
		},
		300_000,
	);
});
