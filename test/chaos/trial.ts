import type { Interaction } from '../../sandbox/discord/world/interaction.js';
import { buttonOf } from '../harness/appHarness.js';
import { Conductor } from './conductor.js';
import type { Journey } from './journeys.js';
import { nameOf, type Moment, type Point, type Write } from './moment.js';
import { ProcessHarness } from './processHarness.js';
import { isRefused, unkeptOf, type Trouble } from './trouble.js';
import { faultsOf } from './verdict.js';
import type { Leave } from './writeGate.js';

/**
 * When a process dies: at a point of its life; or, with `stopping`, at whatever it does next after it was told there to stop;
 * or at its first act on the job, whatever that is.
 */
export type Kill =
	(Point & { readonly stopping?: true }) | { readonly first: Moment['side']; readonly ignoring: ReadonlySet<string> };

export interface Verdict {
	/** What was not as promised; empty when the journey survived. */
	readonly faults: readonly string[];
	/** Whether every kill was carried out. */
	readonly struck: boolean;
	/** Every point that the first life passed, in order. */
	readonly points: readonly Point[];
	/** Names of acts that the first life did before it was ready. */
	readonly startup: ReadonlySet<string>;
}

/** Long enough for every wait of a recovery, several times over, on a machine that is busy. */
const patienceMs = 60_000;

/** One journey of one member, with a process that is killed where the trial says and started again each time. */
export class Trial {
	readonly #stand: ProcessHarness;
	readonly #journey: Journey;
	readonly #kills: Kill[];
	readonly #trouble: Trouble | undefined;
	readonly #conductor = new Conductor();
	readonly #counts = new Map<string, number>();
	readonly #points: Point[] = [];
	readonly #startup = new Set<string>();
	/** The last phase that reached the disk before each kill; `undefined`: no record. */
	readonly #phasesAtKill: (string | undefined)[] = [];
	#phase: string | undefined;
	#isRecorded = false;
	#isGone = false;
	#isReady = false;
	#isStopping = false;
	/** Lives that were told to stop, and killed. */
	#leaving: number | undefined;
	#dying: number | undefined;
	#asked: { readonly interaction: Interaction; readonly life: number } | undefined;
	#press: Interaction | undefined;
	/** What the program was told is saved, and another reader of the file did not find. */
	readonly #unkept: string[] = [];
	#isStruck = false;

	private constructor(stand: ProcessHarness, journey: Journey, kills: readonly Kill[], trouble?: Trouble) {
		this.#stand = stand;
		this.#journey = journey;
		this.#kills = [...kills];
		this.#trouble = trouble;
		stand.witness = (moment, write) => this.#witness(moment, write);
	}

	static async run(entry: string, journey: Journey, kills: readonly Kill[] = [], trouble?: Trouble): Promise<Verdict> {
		const stand = await ProcessHarness.set({ entry, ...(journey.plan === undefined ? {} : { plan: journey.plan }) });
		try {
			return await new Trial(stand, journey, kills, trouble).#run();
		} finally {
			await stand.close();
		}
	}

	async #run(): Promise<Verdict> {
		const faults: string[] = [];
		const living = this.#keepAlive();
		living.catch(() => undefined);
		try {
			await Promise.race([this.#settled(), living]);
			this.#isStopping = true;
			const exit = await this.#stand.bot.kill('SIGTERM');
			// A cancelled task is still polled when all is told: our own kill may strike only then.
			if (exit.code !== 0 && exit.signal !== 'SIGKILL') faults.push(`it stopped with ${JSON.stringify(exit)}`);
		} catch (error) {
			this.#isStopping = true;
			faults.push(error instanceof Error ? error.message : String(error), this.#tail());
			await this.#stand.bot.kill('SIGKILL');
		}
		await living.catch(() => undefined);
		faults.push(
			...(await faultsOf({
				stand: this.#stand,
				journey: this.#journey,
				interaction: this.#asked?.interaction,
				isUnsure: this.#phasesAtKill.includes('submitting'),
			})),
		);
		faults.push(...this.#unkept);
		return { faults, struck: this.#hasStruck(), points: this.#points, startup: this.#startup };
	}

	/** Starts the process again for as long as it was us who ended it. */
	async #keepAlive(): Promise<void> {
		const { bot } = this.#stand;
		while (!this.#isStopping) {
			this.#counts.clear();
			this.#conductor.reset();
			await bot.start();
			const life = bot.state.starts;
			const ready = bot.ready(patienceMs).then(() => this.#begin(life));
			ready.catch(() => undefined);
			await bot.exited;
			this.#isReady = false;
			if (!this.#isExpected(life)) throw new Error('the process ended by itself');
		}
	}

	#isExpected(life: number): boolean {
		return this.#dying === life || this.#leaving === life || this.#isStopping;
	}

	/** The bot is there: the member asks, once; an answer that never came is not waited for. */
	#begin(life: number): void {
		this.#isReady = true;
		if (this.#asked !== undefined) return;
		const { discord } = this.#stand;
		const { options, attachments } = this.#journey;
		const interaction = discord.invoke({
			command: 'video',
			user: discord.world.alice,
			options: { prompt: 'a paper boat crossing a pond at dawn', ...options },
			...(attachments === undefined ? {} : { attachments }),
		});
		this.#asked = { interaction, life };
	}

	async #witness(moment: Moment, write?: Write): Promise<Leave | undefined> {
		const name = `${moment.side} ${moment.place} ${moment.what}`;
		const nth = (this.#counts.get(name) ?? 0) + 1;
		this.#counts.set(name, nth);
		const { place, what, side, life } = moment;
		const point = { place, what, side, nth };
		if (life === 1) {
			this.#points.push(point);
			if (!this.#isReady) this.#startup.add(name);
		}
		if (write !== undefined && side === 'after' && write.failed !== true) {
			this.#note(write);
			if (this.#trouble !== undefined) this.#unkept.push(...(await unkeptOf(this.#stand, write)));
		}

		await this.#strike(life, name, point);
		// A dead process's request is lost unless it had taken effect already.
		if (this.#dying === life) return side === 'after' ? undefined : new Promise(() => undefined);
		await this.#member(moment);
		if (life === 1) await this.#distress(point);
		if (life === 1) await this.#conductor.hold(moment);
		return undefined;
	}

	async #strike(life: number, name: string, point: Point): Promise<void> {
		const { bot } = this.#stand;
		if (this.#dying === life) return;
		const [kill] = this.#kills;
		const isDue = this.#leaving === life || (kill !== undefined && this.#matches(kill, name, point));
		if (!isDue) return;

		this.#isReady = false;
		if (this.#leaving !== life) {
			this.#kills.shift();
			if (kill !== undefined && 'stopping' in kill) {
				this.#leaving = life;
				void bot.kill('SIGTERM');
				return;
			}
		}
		this.#dying = life;
		this.#phasesAtKill.push(this.#phase);
		await bot.kill('SIGKILL');
	}

	/** Lets the store be in trouble, where the trial says so. */
	async #distress(point: Point): Promise<void> {
		if (this.#trouble === undefined || !this.#trouble.at(point)) return;
		this.#isStruck = true;
		await this.#trouble.strike(this.#stand);
	}

	#hasStruck(): boolean {
		return this.#kills.length === 0 && (this.#trouble === undefined || this.#isStruck);
	}

	#matches(kill: Kill, name: string, point: Point): boolean {
		if ('first' in kill) return point.side === kill.first && !kill.ignoring.has(name);
		return nameOf(kill) === nameOf(point);
	}

	#note({ table, verb, phase }: Write): void {
		if (table !== 'jobs') return;
		this.#isRecorded = true;
		this.#isGone = verb === 'delete';
		this.#phase = this.#isGone ? undefined : phase;
	}

	/** Presses Cancel at its fixed moment; again after a restart, if the press was never answered. */
	async #member({ place, what, side, life }: Moment): Promise<void> {
		const { cancelAtPoll: cancelAtLook } = this.#journey;
		if (cancelAtLook === undefined || side !== 'after' || place !== 'comet' || !what.startsWith('GET /v1/videos/'))
			return;
		if (this.#press?.acknowledgement !== undefined || !this.#isReady) return;
		const polls = this.#counts.get(`after ${place} ${what}`) ?? 0;
		if (life === 1 && polls !== cancelAtLook) return;

		const { discord } = this.#stand;
		const card = this.#asked && discord.original(this.#asked.interaction);
		const customId = buttonOf(card, 'cancel');
		if (card === undefined || customId === undefined) return;
		this.#press = discord.press({ user: discord.world.alice, message: card, customId });
		if (life === 1) await this.#press.responded().catch(() => undefined);
	}

	/** Resolves when nothing can happen any more: every kill is done, the bot is there, and the job is not open. */
	async #settled(): Promise<void> {
		const end = Date.now() + patienceMs;
		while (!this.#isSettled()) {
			if (Date.now() > end)
				throw new Error(`not settled: phase ${this.#phase ?? 'none'}, ${this.#kills.length} kills left`);
			await new Promise((resolve) => {
				setTimeout(resolve, 15);
			});
		}
	}

	#isSettled(): boolean {
		if (!this.#isReady || this.#asked === undefined) return false;
		if (this.#isGone) return true;
		if (this.#trouble !== undefined && !this.#isRecorded) return isRefused(this.#stand, this.#asked.interaction);
		// Nobody heard the member: the process died before there was a record.
		return !this.#isRecorded && this.#asked.life < this.#stand.bot.state.starts;
	}

	#tail(): string {
		return this.#stand.bot.log
			.slice(-12)
			.map(({ text }) => text.slice(0, 400))
			.join('\n');
	}
}
