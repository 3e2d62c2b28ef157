import type { APIMessage } from 'discord-api-types/v10';
import { afterEach, describe, expect, it } from 'vitest';
import type { Exchange } from '../../../sandbox/http/exchange.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import { minutes, seconds } from '../../../src/lib/time.js';
import { AppHarness, buttonOf, textOf, withVideo } from '../../harness/appHarness.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';

let stage: AppHarness;
let clock: FakeClock;
let began: number;
const pressing = new Pressing(() => stage);
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

/** Alice's job, which runs on for as long as a test likes. */
async function running(isPrivate: boolean): Promise<Interaction> {
	clock = new FakeClock();
	stage = await AppHarness.set({ clock, comet: { plan: { outcome: 'stuck', progress: 'native', paceMs: 3_600_000 } } });
	began = clock.now();
	const interaction = stage.video({ options: { private: isPrivate } });
	await interaction.responded();
	await stage.becomes(() => stage.comet.creates === 1 && textOf(stage.discord.original(interaction)) !== '');
	return interaction;
}

/** Goes on until so long after the job was asked for. */
const at = async (minute: number, second = 0): Promise<void> => {
	const left = began + minutes(minute) + seconds(second) - clock.now();
	if (left > minutes(2)) await stage.leap(left - minutes(1), seconds(30));
	const rest = began + minutes(minute) + seconds(second) - clock.now();
	if (rest > 0) await stage.leap(rest, seconds(5));
};

const cardOf = (interaction: Interaction): APIMessage => stage.discord.original(interaction)!;
const isEdit = ({ method, path }: Exchange): boolean => method === 'PATCH' && path.includes('/messages/');
const isFarewell = (interaction: Interaction): boolean =>
	textOf(cardOf(interaction)).includes('cannot be updated any more') &&
	buttonOf(cardOf(interaction), 'fetch') !== undefined;

/** Trouble around the last words, which are due at 13:00, each as its own course up to minute 15. */
const troubles: [string, () => Promise<void>][] = [
	[
		'Discord is away from 12:50 to 14:30',
		async () => {
			await at(12, 50);
			const back = stage.discord.faults.outage();
			await at(14, 30);
			back();
			await at(15);
		},
	],
	[
		'an edit at 12:55 is told to wait for 90 s',
		async () => {
			await at(12, 50);
			stage.discord.faults.rateLimit({ match: isEdit, scope: 'user', retryAfterMs: 90_000, times: 1 });
			await at(15);
		},
	],
	[
		'edits meet a page of the edge, and at 13:50 a wait of 90 s, longer than the token lives',
		async () => {
			await at(12, 50);
			const edges = stage.discord.faults.edgePage({ match: isEdit, status: 502 });
			await at(13, 50);
			edges();
			stage.discord.faults.rateLimit({ match: isEdit, scope: 'user', retryAfterMs: 90_000, times: 1 });
			await at(15);
		},
	],
	[
		'the first edits from 12:58 on are never answered',
		async () => {
			await at(12, 58);
			stage.discord.api.addFault({ match: isEdit, times: 2, act: { kind: 'hang' } });
			await at(15);
		},
	],
	[
		'the process is away from 12:55 to 14:05',
		async () => {
			await at(12, 55);
			await stage.stop();
			await clock.advance(began + minutes(14) + seconds(5) - clock.now());
			await stage.start();
			await at(15);
		},
	],
];

describe.each([
	['a message in the channel', false, false],
	['a private answer', true, false],
	['a private answer, direct messages closed', true, true],
])('%s never stands still in silence:', (_, isPrivate, dmsClosed) => {
	it.each(troubles)('%s', async (_trouble, pass) => {
		const interaction = await running(isPrivate);
		const { alice } = stage.discord.world;
		alice.dmsClosed = dmsClosed;
		await pass();
		if (isPrivate) expect(isFarewell(interaction)).toBe(true);
		await at(16, 30);
		expect(isFarewell(interaction)).toBe(isPrivate);
		if (!isPrivate) expect(textOf(cardOf(interaction))).toMatch(/2[5-9]%/u);

		stage.comet.settle(stage.comet.tasks.at(-1)!);
		if (dmsClosed) {
			await stage.leap(minutes(2), seconds(10));
			await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed', delivery: { undelivered: true } });
			const pressed = await pressing.press(cardOf(interaction), 'fetch', alice);
			await soon(() => withVideo([cardOf(pressed)])).toHaveLength(1);
		} else expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
	});

	it('the process is away from 12:55 to 15:30: the next way tells the outcome, once', async () => {
		const interaction = await running(isPrivate);
		const { alice } = stage.discord.world;
		alice.dmsClosed = dmsClosed;
		await at(12, 55);
		await stage.stop();
		await clock.advance(began + minutes(15) + seconds(30) - clock.now());
		await stage.start();
		await stage.leap(minutes(1), seconds(10));
		stage.comet.settle(stage.comet.tasks.at(-1)!);
		if (!dmsClosed) {
			expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
			await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed', delivery: { undelivered: false } });
			return;
		}
		await stage.leap(minutes(2), seconds(10));
		await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed', delivery: { undelivered: true } });
		const list = stage.discord.invoke({ user: alice, command: 'videos' });
		await list.responded();
		const given = await pressing.press(cardOf(list), 'fetch', alice);
		await soon(() => withVideo([cardOf(given)])).toHaveLength(1);
	});
});

it('a private answer whose outcome comes while Discord is away until 14:30 says where it waits', async () => {
	const interaction = await running(true);
	stage.discord.world.alice.dmsClosed = true;
	await at(13, 10);
	const back = stage.discord.faults.outage();
	stage.comet.settle(stage.comet.tasks.at(-1)!);
	await at(14, 30);
	back();
	await at(16, 30);
	await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed' });
	const shown = cardOf(interaction);
	expect(withVideo([shown]).length + Number(buttonOf(shown, 'fetch') !== undefined)).toBeGreaterThan(0);
});
