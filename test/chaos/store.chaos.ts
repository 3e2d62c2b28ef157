import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Interaction } from '../../sandbox/discord/world/interaction.js';
import type { User } from '../../sandbox/discord/world/people.js';
import { soon } from '../harness/soon.js';
import { textOf, withVideo } from '../harness/appHarness.js';
import { heldBuild, type HeldBuild } from './heldBuild.js';
import type { Moment } from './moment.js';
import { ProcessHarness } from './processHarness.js';

const hasLimits = spawnSync('prlimit', ['--version']).status === 0;
const wait = { timeout: 120_000 };

let build: HeldBuild;
let stand: ProcessHarness;
beforeAll(async () => {
	build = await heldBuild();
});
afterEach(() => stand.close());
afterAll(() => build.remove());

async function ask(user: User = stand.discord.world.alice): Promise<Interaction> {
	const interaction = stand.discord.invoke({ command: 'video', user, options: { prompt: 'a boat' } });
	await interaction.responded();
	return interaction;
}

/** Once, at the first moment that this is true of. */
function at(is: (moment: Moment) => boolean, act: () => Promise<void> | void): void {
	let done = false;
	stand.witness = async (moment) => {
		if (done || !is(moment)) return undefined;
		done = true;
		await act();
		return undefined;
	};
}

const says = (words: string): boolean => stand.bot.log.some(({ text }) => text.includes(words));
const pause = (ms: number): Promise<void> =>
	new Promise((resolve) => {
		setTimeout(resolve, ms);
	});

async function toldOnce(interaction: Interaction): Promise<void> {
	const { discord, comet } = stand;
	await expect.poll(() => withVideo(discord.messages()).length, { timeout: 60_000 }).toBe(1);
	await soon(async () => (await stand.records()).open.length).toBe(0);
	expect(comet.creates).toBe(1);
	expect(discord.notifications.map(({ userId }) => userId)).toEqual([interaction.userId]);
	expect(await stand.bot.kill('SIGTERM')).toEqual({ code: 0, signal: null });
}

describe.skipIf(!hasLimits)('a disk without room for the running process (needs prlimit)', () => {
	/** The system lets the process write no file any further, or lets it again. */
	const room = (is: boolean): void => {
		const limit = `--fsize=${is ? 'unlimited' : '1'}:unlimited`;
		const { status, stderr } = spawnSync('prlimit', ['--pid', String(stand.bot.state.pid), limit]);
		if (status !== 0) throw new Error(stderr.toString());
	};

	it.each<[string, (moment: Moment) => boolean]>([
		['the create is on its way', (m) => m.place === 'comet' && m.what === 'POST /v1/videos' && m.side === 'before'],
		[
			'the provider is polled',
			(m) => m.place === 'comet' && m.what.startsWith('GET /v1/videos/') && m.side === 'before',
		],
		['the result is fetched', (m) => m.place === 'comet cdn' && m.side === 'before'],
		['the outcome is posted', (m) => m.what === 'POST /api/v10/channels/…/messages' && m.side === 'after'],
	])('while %s: nobody else is let in, and all goes on when there is room', wait, async (_, is) => {
		stand = await ProcessHarness.set({ entry: build.entry });
		let isFull = false;
		at(is, () => {
			room(false);
			isFull = true;
		});
		await stand.bot.start();
		await stand.bot.ready(60_000);
		const interaction = await ask();
		await soon(() => isFull).toBe(true);
		const refused = await ask(stand.discord.world.bob);
		expect(textOf(stand.discord.original(refused))).toContain('I did not take it');
		await soon(() => says('EFBIG') || says('SQLITE_FULL') || says('SQLITE_IOERR')).toBe(true);
		room(true);
		await toldOnce(interaction);
	});
});

describe('a store that another program locks for longer than any write waits', () => {
	it.each<[string, (moment: Moment) => boolean]>([
		['the create is on its way', (m) => m.place === 'comet' && m.what === 'POST /v1/videos' && m.side === 'before'],
		['the outcome is posted', (m) => m.what === 'POST /api/v10/channels/…/messages' && m.side === 'after'],
	])('while %s: all goes on afterwards', wait, async (_, is) => {
		stand = await ProcessHarness.set({ entry: build.entry });
		at(is, async () => {
			const unlock = await lock(join(stand.folder, 'reelay.sqlite'));
			void pause(7000).then(unlock);
		});
		await stand.bot.start();
		await stand.bot.ready(60_000);
		const interaction = await ask();
		await soon(() => says('SQLITE_BUSY')).toBe(true);
		await toldOnce(interaction);
	});
});

async function lock(file: string): Promise<() => Promise<void>> {
	const database = new sqlite3.Database(file);
	const run = (sql: string): Promise<void> =>
		new Promise((resolve, reject) => database.run(sql, (error: Error | null) => (error ? reject(error) : resolve())));
	await run('BEGIN IMMEDIATE');
	return async () => {
		await run('ROLLBACK');
		database.close();
	};
}
