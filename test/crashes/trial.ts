import { isDeepStrictEqual } from 'node:util';
import type { APIMessage } from 'discord-api-types/v10';
import type { Interaction } from '../../sandbox/discord/world/interaction.js';
import { unreadable } from '../../src/jobs/delivery/ladder.js';
import { Job, type Phase } from '../../src/jobs/record/job.js';
import { VideoRequest } from '../../src/jobs/record/request.js';
import { Storage } from '../../src/services/records/storage.js';
import { buttonOf, withVideo } from '../harness/appHarness.js';
import { offered } from '../harness/admissionHarness.js';
import type { Life } from './life.js';
import type { Landed } from './mortalStorage.js';
import { log, Program } from './program.js';
import { weather, type Weather } from './weather.js';
import type { World } from './world.js';
import { patienceMs } from '../harness/patience.js';

/** What happens to one job, besides what it does by itself. */
export interface Script {
	readonly isPrivate: boolean;
	readonly mayPost: boolean;
	readonly outcome: 'succeeded' | 'failed' | 'stuck';
	/** Looks until the task ends. */
	readonly polls: number;
	/** The member cancels after so many alarms of the clock. */
	readonly cancelAfter: number | null;
	/** Lives that end at their n-th act, and how long nobody lives then. The last life lasts. */
	readonly deaths: readonly { readonly act: number; readonly awayMs: number }[];
	readonly weather: readonly Weather[];
}

/** More than any job of these lives for. */
const mostAlarms = 500;

/** Where a record may go from each phase, in one write. */
const onward: Readonly<Record<Phase, readonly Phase[]>> = {
	queued: ['queued', 'submitting', 'delivering'],
	submitting: ['submitting', 'queued', 'generating', 'delivering'],
	generating: ['generating', 'delivering'],
	delivering: ['delivering', 'closed'],
	closed: ['closed'],
};

/** One job from the admission to its end, through as many lives as the script says; every write is watched. */
export class Trial {
	readonly #world: World;
	readonly #script: Script;
	readonly #name: string;
	readonly faults: string[] = [];
	#last: Job | undefined;
	#deaths = 0;
	#alarms = 0;
	#hasKnocked = false;
	#isAtDoor = false;

	constructor(world: World, script: Script, name: string) {
		this.#world = world;
		this.#script = script;
		this.#name = name;
	}

	/** Lives that ended before their job. */
	get deaths(): number {
		return this.#deaths;
	}

	async run(): Promise<void> {
		const { discord, comet, clock } = this.#world;
		const { outcome, polls, isPrivate } = this.#script;
		comet.clearFaults();
		discord.api.clearFaults();
		comet.plan({ outcome, pollsToDone: polls });
		for (const name of this.#script.weather) weather[name](this.#world);

		const user = discord.world.addUser(this.#name);
		discord.world.addMember(discord.world.guild, user);
		const options = { prompt: this.#name, private: isPrivate };
		const interaction = discord.invoke({ command: 'video', user, options });
		await this.#live(interaction);
		this.#judge(interaction);
		// The next member asks at another moment.
		await clock.advance(60_000);
	}

	async #live(interaction: Interaction): Promise<void> {
		const { clock } = this.#world;
		for (const death of [...this.#script.deaths, undefined]) {
			this.#isAtDoor = false;
			const life = this.#world.life(death?.act ?? Infinity);
			const config = this.#world.config(this.#name);
			const storage = await Storage.open({ url: config.storeUrl, log });
			const onWrite = (landed: Landed): void => this.#landed(landed);
			const starting = Program.start({ config, storage, life, random: () => 0.5, onWrite });
			await Promise.race([starting.then((program) => this.#run(program, life, interaction)), life.end]);
			const { dead } = life;
			// Whatever is left of it ends with it, and the machine takes back its files.
			life.die();
			await this.#world.rest(() => 'no');
			await storage.close();
			if (!dead) return;
			this.#deaths += 1;
			await clock.advance(death?.awayMs ?? 0);
		}
	}

	/** Until the job has ended; a life that ends before does not come back from here. */
	async #run(program: Program, life: Life, interaction: Interaction): Promise<void> {
		const { clock } = this.#world;
		const deadline = Date.now() + patienceMs;
		if (!this.#hasKnocked) void this.#knock(program, interaction);
		const busy = () => (life.writing > 0 || this.#isAtDoor ? 'yes' : program.stepping > 0 ? 'waiting' : 'no');
		for (;;) {
			await this.#world.rest(busy);
			await life.alive();
			if (program.engine.size === 0 || this.#alarms > mostAlarms) return;
			if (Date.now() > deadline) throw new Error(`stands still: ${program.stepping} steps, ${this.#last?.phase}`);
			const next = clock.nextAt;
			if (next === undefined) continue;
			if (this.#script.cancelAfter === this.#alarms++) void program.cancel(interaction.id, clock.now());
			await clock.advance(Math.max(0, next - clock.now()));
		}
	}

	async #knock(program: Program, interaction: Interaction): Promise<void> {
		const { isPrivate, mayPost } = this.#script;
		this.#hasKnocked = true;
		this.#isAtDoor = true;
		await program.admission.admit({
			facts: this.#world.facts(interaction, mayPost),
			request: VideoRequest.parse({ prompt: this.#name, model: offered.model.id, private: isPrivate }),
			model: offered,
			notices: [],
			estimate: { usd: 0.4, basis: 'catalogue' },
		});
		this.#isAtDoor = false;
	}

	/** Every state that was ever on disk follows from the one before. */
	#landed({ table, value }: Landed): void {
		if ((table !== 'jobs' && table !== 'closed') || value === undefined) return;
		const job = Job.parse(JSON.parse(JSON.stringify(value)));
		const before = this.#last;
		this.#last = job;
		if (before === undefined) return;
		if (!onward[before.phase].includes(job.phase)) this.faults.push(`went from ${before.phase} to ${job.phase}`);
		const [was, is] = [before.outcome ?? null, job.outcome ?? null];
		if (was !== null && !isDeepStrictEqual(was, is)) this.faults.push(`${was.type} became ${JSON.stringify(is)}`);
		const ended = job.phase === 'delivering' || job.phase === 'closed';
		if (ended !== (is !== null)) this.faults.push(`${job.phase} with the outcome ${is?.type ?? 'none'}`);
	}

	#judge(interaction: Interaction): void {
		const { discord, comet } = this.#world;
		const { isPrivate } = this.#script;
		const { id, userId, channelId } = interaction;
		const tasks = comet.tasks.filter(({ request }) => request['prompt'] === this.#name);
		const places = [channelId, discord.world.dmWith(userId).id];
		const seen = places.flatMap((channel) => discord.messages(channel, userId));
		const mine = (message: APIMessage): boolean => buttonOf(message, 'details')?.includes(`:${id}:`) === true;
		const tellings = seen.filter(mine);
		const pings = discord.notifications.filter((ping) => ping.userId === userId).length;
		const accepted = interaction.acknowledgement !== undefined;
		const card = discord.original(interaction);

		const say = (holds: boolean, what: string): void => {
			if (!holds) this.faults.push(what);
		};
		say(tasks.length <= 1, `${tasks.length} tasks were made`);
		say(pings <= 1, `${pings} pings`);
		// Nobody can find out whether an edit of a private reply has arrived whose token has died since; rather twice than never.
		const told = isPrivate
			? tellings.filter(({ id: message }) => message !== card?.id || tellings.length === 1)
			: tellings;
		say(told.length <= 1, `told ${told.length} times`);
		say(withVideo(told).length <= 1, `${withVideo(told).length} videos`);
		if (!accepted) {
			say(tasks.length === 0, 'a task was made that nobody had accepted');
			say(this.#last === undefined || this.#last.phase !== 'submitting', 'went on without having been accepted');
			return;
		}
		say(this.#last?.phase === 'closed', `ended in phase ${this.#last?.phase ?? 'none'}`);
		const isKept = this.#last?.delivery.undelivered === true && this.#mayBeKept(this.#last);
		say(told.length === 1 || isKept, 'not told');
		// A private card whose token has died can be edited by nobody.
		const isStill = card === undefined || buttonOf(card, 'cancel') === undefined;
		say(isStill || isPrivate, 'the card still offers to cancel');
	}

	/**
	 * Whether nothing was left but to keep the outcome for asking: every rung was refused; or a post may stand where nobody can
	 * read it back, which is never sent twice, and which message to edit instead died with the life that had heard it.
	 */
	#mayBeKept({ delivery, destination }: Job): boolean {
		if (this.#script.weather.includes('post: forbidden')) return true;
		return delivery.left.some(({ why }) => why === unreadable) && typeof destination.messageId !== 'string';
	}
}
