import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BotProcess } from '../../sandbox/bot/botProcess.js';
import type { Interaction } from '../../sandbox/discord/world/interaction.js';
import type { User } from '../../sandbox/discord/world/people.js';
import { soon } from '../harness/soon.js';
import { textOf, withVideo } from '../harness/appHarness.js';
import { heldBuild, type HeldBuild } from './heldBuild.js';
import type { Moment } from './moment.js';
import { ProcessHarness, type StandParts } from './processHarness.js';

let build: HeldBuild;
let stand: ProcessHarness;
beforeAll(async () => {
	build = await heldBuild();
});
afterEach(() => stand.close());
afterAll(() => build.remove());

const set = async (parts: Omit<StandParts, 'entry'> = {}): Promise<ProcessHarness> => {
	stand = await ProcessHarness.set({ entry: build.entry, ...parts });
	return stand;
};

async function up(bot: BotProcess = stand.bot): Promise<void> {
	await bot.start();
	await bot.ready(60_000);
}

async function ask(user: User = stand.discord.world.alice): Promise<Interaction> {
	const interaction = stand.discord.invoke({ command: 'video', user, options: { prompt: 'a boat' } });
	await interaction.responded();
	return interaction;
}

const isCreate = ({ place, what, side }: Moment, at: Moment['side']): boolean =>
	place === 'comet' && what === 'POST /v1/videos' && side === at;
const isPoll = ({ place, what, side }: Moment, at: Moment['side']): boolean =>
	place === 'comet' && what.startsWith('GET /v1/videos/') && side === at;

const videos = () => withVideo(stand.discord.messages());
const says = (words: string): boolean => stand.bot.log.some(({ text }) => text.includes(words));
/** A promise and what keeps it. */
function signal(): { given: Promise<void>; give: () => void } {
	let give = (): void => undefined;
	const given = new Promise<void>((resolve) => {
		give = resolve;
	});
	return { given, give: () => give() };
}

const wait = { timeout: 120_000 };

describe('a process that dies', () => {
	it('while another job is waiting in line: both are told once, and never two are made at a time', wait, async () => {
		const { discord, comet } = await set({ env: { MAX_RUNNING_JOBS: '1' } });
		const first: { ask?: Promise<Interaction>; died?: true } = {};
		stand.witness = async (moment) => {
			if (first.died || !isPoll(moment, 'after')) return undefined;
			// Bob asks while the answer to the first poll of Alice's task is on its way.
			first.ask ??= ask(discord.world.bob);
			const bobs = await first.ask;
			await soon(() => textOf(discord.original(bobs))).toContain('Waiting in line');
			first.died = true;
			await stand.bot.kill('SIGKILL');
			return undefined;
		};
		await up();
		await ask();
		await stand.bot.exited;
		await up();

		await soon(() => videos().length).toBe(2);
		await soon(async () => (await stand.records()).open.length).toBe(0);
		expect(comet.creates).toBe(2);
		expect(comet.tasks[1]!.createdAt).toBeGreaterThanOrEqual(comet.tasks[0]!.finishedAt!);
		// One result may be long on its way while the next is posted: each is told once, in whatever order.
		const told = discord.notifications.map(({ userId }) => userId);
		expect(told.sort()).toEqual([discord.world.alice.id, discord.world.bob.id].sort());
	});

	it('hands its store to the process that has been waiting for it, and no sooner', wait, async () => {
		const { discord, comet } = await set();
		const next = stand.process();
		stand.witness = async (moment) => {
			if (moment.side === 'after' && isPoll(moment, 'after') && next.state.phase === 'starting') {
				await stand.bot.kill('SIGKILL');
			}
			return undefined;
		};
		await up();
		await next.start();
		await soon(() => next.log.some(({ text }) => text.includes('another process uses this store'))).toBe(true);
		const heard = discord.exchanges.filter(({ path }) => path.endsWith('/gateway/bot')).length;
		expect(heard).toBe(1);
		await ask();
		await next.ready();

		await soon(() => videos().length).toBe(1);
		await soon(async () => (await stand.records()).open.length).toBe(0);
		expect(comet.creates).toBe(1);
		expect(discord.notifications).toHaveLength(1);
		expect(await next.kill('SIGTERM')).toEqual({ code: 0, signal: null });
	});
});

describe('a process that nobody answers', () => {
	it('stays, and takes up its work when Discord is there again', wait, async () => {
		const { discord } = await set();
		const back = discord.faults.outage();
		await stand.bot.start();
		await soon(() => says('Discord cannot be reached')).toBe(true);
		// With nothing open and nothing under way a process would end by itself, in between two tries.
		await new Promise((resolve) => {
			setTimeout(resolve, 300);
		});
		expect(stand.bot.state.phase).toBe('starting');
		back();
		await stand.bot.ready(60_000);
		await ask();
		await soon(() => videos().length).toBe(1);
	});
});

describe('an accepted task that cannot be saved', () => {
	/** The disk is full for records that say what came of a create, and for nothing else. */
	const full = (until: () => boolean): void => {
		stand.witness = ({ what, side }) =>
			what === 'insert jobs (generating)' && side === 'before' && !until() ? 'SQLITE_FULL' : undefined;
	};

	it(
		'is kept in memory and named in the log; no create starts until it is on disk; then all goes on',
		wait,
		async () => {
			const { discord, comet } = await set();
			let isRoom = false;
			full(() => isRoom);
			await up();
			await ask();
			await soon(() => says('could not be saved')).toBe(true);
			expect(says(comet.tasks[0]!.id)).toBe(true);

			const bobs = await ask(discord.world.bob);
			await soon(() => textOf(discord.original(bobs))).toContain('paused');
			expect(comet.creates).toBe(1);
			isRoom = true;

			await expect.poll(() => videos().length, { timeout: 60_000 }).toBe(2);
			expect(comet.creates).toBe(2);
			expect(discord.notifications).toHaveLength(2);
		},
	);

	it('is written down as the last act of a process that is told to stop, if there is room by then', wait, async () => {
		const { comet } = await set();
		let isRoom = false;
		full(() => isRoom);
		await up();
		await ask();
		await soon(() => says('could not be saved')).toBe(true);
		isRoom = true;
		expect(await stand.bot.kill('SIGTERM')).toEqual({ code: 0, signal: null });
		expect((await stand.records()).open).toMatchObject([{ phase: 'generating', task: { id: comet.tasks[0]!.id } }]);

		await up();
		await soon(() => videos().length).toBe(1);
		expect(comet.creates).toBe(1);
	});

	it('is told as uncertain when the process dies with it, and not made again', wait, async () => {
		const { discord, comet } = await set();
		full(() => false);
		await up();
		await ask();
		await soon(() => says('could not be saved')).toBe(true);
		await stand.bot.kill('SIGKILL');
		await up();

		await soon(() => discord.messages().map(textOf).join()).toContain('Not certain whether it was made');
		await soon(async () => (await stand.records()).open.length).toBe(0);
		expect(comet.creates).toBe(1);
	});
});

describe('a process that is told to stop', () => {
	/** Resolves `arrived` when a create has taken effect; its answer goes out when `release` is called. */
	function heldCreate() {
		const [arrived, release] = [signal(), signal()];
		stand.witness = async (moment) => {
			if (!isCreate(moment, 'after')) return undefined;
			arrived.give();
			await release.given;
			return undefined;
		};
		return { arrived: arrived.given, release: release.give };
	}

	it('waits for a create in flight, longer than for anything else, and writes its answer down', wait, async () => {
		const { comet } = await set();
		const held = heldCreate();
		await up();
		await ask();
		await held.arrived;
		const exit = stand.bot.kill('SIGTERM');
		// Past the grace that all other work gets.
		setTimeout(held.release, 11_500);
		expect(await exit).toEqual({ code: 0, signal: null });
		expect((await stand.records()).open).toMatchObject([{ phase: 'generating', task: { id: comet.tasks[0]!.id } }]);

		await up();
		await soon(() => videos().length).toBe(1);
		expect(comet.creates).toBe(1);
	});

	it.each(['SIGTERM', 'SIGINT'] as const)(
		'exits at once on a second signal (%s), a create in flight or not',
		wait,
		async (signal) => {
			const { discord, comet } = await set();
			const held = heldCreate();
			await up();
			await ask();
			await held.arrived;
			void stand.bot.kill('SIGTERM');
			await soon(() => says('"stopping"')).toBe(true);
			expect(await stand.bot.kill(signal)).toEqual({ code: 1, signal: null });
			held.release();

			await up();
			await soon(() => discord.messages().map(textOf).join()).toContain('Not certain whether it was made');
			expect(comet.creates).toBe(1);
		},
	);
});
