import { request } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { minutes, seconds } from '../../src/lib/time.js';
import { freePort } from '../../sandbox/bot/freePort.js';
import { AppHarness, textOf } from '../harness/appHarness.js';
import { FakeClock } from '../harness/fakeClock.js';
import { logged, type LogLine } from '../harness/logLines.js';
import { expectGoodManners } from '../harness/promises.js';
import { soon } from '../harness/soon.js';

let stage: AppHarness;
let clock: FakeClock;
let lines: LogLine[];
afterEach(async () => {
	stage.discord.gateway.goOnline();
	expectGoodManners(stage);
	await stage.close();
});

async function set(env: Record<string, string> = {}): Promise<void> {
	const { log, lines: heard } = logged();
	lines = heard;
	clock = new FakeClock();
	stage = await AppHarness.set({ clock, comet: { plan: { pollsToDone: 1 } }, env, log });
}

/** A new process, of whose way to ready time is let pass until it is there. */
async function restart(awayMs: number, answer: number | 'reset' | 'hang'): Promise<void> {
	const { gateway } = stage.discord;
	await stage.stop();
	gateway.goOffline({ resumable: false, answer });
	let isReady = false;
	const started = stage.start().then(() => {
		isReady = true;
	});
	await stage.pass(awayMs);
	gateway.goOnline();
	await stage.becomes(() => isReady);
	await started;
}

describe('a start while the gateway is away', () => {
	it.each([
		['503', 503, seconds(1)],
		['503', 503, minutes(1)],
		['503', 503, minutes(60)],
		['520', 520, minutes(1)],
		['404', 404, minutes(1)],
		['429', 429, minutes(1)],
		['a reset', 'reset', minutes(1)],
	] as const)(
		'whose upgrades are answered with %s (%s) for %i ms: one session, and one answer each',
		async (_, answer, ms) => {
			await set();
			const { gateway } = stage.discord;
			const identified = gateway.identifies;
			const asked = gateway.upgrades;
			await restart(ms, answer);
			await stage.pass(minutes(2));
			expect(gateway.connected).toBe(1);
			expect(gateway.identifies - identified).toBe(1);
			expect(gateway.upgrades - asked).toBeLessThan(20 + ms / seconds(20));

			const interaction = stage.discord.invoke({ command: 'models', user: stage.member() });
			expect(interaction.deliveries).toBe(1);
			await interaction.responded();
			await stage.rest();
			const callbacks = stage.discord.exchanges.filter(({ path }) => path.includes(interaction.token));
			expect(callbacks).toHaveLength(1);
		},
		40_000,
	);
});

describe('readiness', () => {
	it('ends within seconds when no shard is connected, and comes back with one', async () => {
		const port = await freePort();
		await set({ OPS_PORT: String(port) });
		const ready = async (): Promise<number> => (await request(`http://127.0.0.1:${port}/readyz`)).statusCode;
		expect(await ready()).toBe(200);
		const { gateway } = stage.discord;
		gateway.goOffline({ resumable: true });
		await soon(() => gateway.connected).toBe(0);
		await stage.pass(seconds(5));
		expect(await ready()).toBe(503);
		await stage.pass(minutes(10));
		expect(await ready()).toBe(503);
		gateway.goOnline();
		const resumed = gateway.connected;
		await stage.becomes(() => gateway.connected > resumed);
		await stage.pass(seconds(5));
		expect(await ready()).toBe(200);
		expect(gateway.connected).toBe(1);
	});
});

describe('sessions that do not last', () => {
	it('are begun ever more slowly, far below what Discord allows in a day, and the log says so', async () => {
		await set();
		const { gateway } = stage.discord;
		const before = gateway.identifies;
		gateway.rejecting = true;
		gateway.invalidate({ resumable: false });
		// The library itself pauses for half a second between two connections.
		const began = stage.discord.api.exchanges.length;
		const times: number[] = [];
		for (let starts = 1; starts <= 5; starts += 1) {
			await stage.becomes(() => gateway.identifies - before >= starts);
			times.push(clock.now());
		}
		expect(times.at(-1)! - times[0]!).toBeGreaterThan(seconds(35));
		expect(stage.discord.api.exchanges.length).toBe(began);
		expect(lines.map(({ msg }) => msg)).toContain('waiting before a new session');
		gateway.rejecting = false;
		await stage.becomes(() => gateway.connected === 1);
	});
});

describe('resumes that are accepted and closed at once', () => {
	it('are asked for ever more slowly, and the session is heard again afterwards', async () => {
		await set();
		const { gateway } = stage.discord;
		const times: number[] = [];
		let isBad = true;
		stage.discord.on('gateway', ({ state }) => {
			if (state !== 'resumed') return;
			times.push(clock.now());
			if (isBad) setImmediate(() => gateway.closeSockets(4000));
		});
		gateway.closeSockets(4000);
		for (let resumes = 1; resumes <= 6; resumes += 1) await stage.becomes(() => times.length >= resumes);
		expect(times.at(-1)! - times[0]!).toBeGreaterThan(seconds(30));

		isBad = false;
		await stage.becomes(() => times.length >= 7 && gateway.connected === 1);
		const interaction = stage.video();
		expect((await stage.told(interaction)).channel_id).toBe(interaction.channelId);
	});
});

describe('a gateway that wants more shards (4011) than it advised', () => {
	it('is asked anew and connected to again, where nobody has fixed their number', async () => {
		await set();
		const { gateway } = stage.discord;
		stage.discord.settings.shards = 2;
		gateway.closeSockets(4011);
		await stage.becomes(() => gateway.connected === 2);
		const interaction = stage.video();
		expect((await stage.told(interaction)).channel_id).toBe(interaction.channelId);
	});
});

describe('the question where the gateway is', () => {
	const isQuestion = ({ path }: { path: string }): boolean => path.endsWith('/gateway/bot');
	const questions = (): number => stage.discord.exchanges.filter(isQuestion).length;

	it('is not asked again before the hour that Discord named, and the log says for how long', async () => {
		await set();
		await stage.stop();
		stage.discord.faults.rateLimit({ match: isQuestion, scope: 'user', retryAfterMs: 3_600_000 });
		const before = questions();
		let isReady = false;
		const started = stage.start().then(() => {
			isReady = true;
		});
		await stage.pass(minutes(59));
		expect(questions() - before).toBe(1);
		expect(lines.find(({ msg }) => msg.startsWith('Discord cannot be reached'))).toMatchObject({
			// The library counts by the real clock.
			waitMs: expect.closeTo(3_600_100, -3) as number,
		});
		await stage.becomes(() => isReady);
		await started;
	});

	it('without a wait to keep is asked with growing pauses, and nobody’s token stands in the log', async () => {
		await set();
		await stage.stop();
		const { token } = stage.discord;
		const page = { status: 200, headers: { 'content-type': 'application/json' }, body: `${token} is no JSON` };
		stage.discord.faults.answer({ match: isQuestion, answer: page, times: 2 });
		const back = stage.discord.faults.limitBlindly({ match: isQuestion });
		const before = questions();
		let isReady = false;
		const started = stage.start().then(() => {
			isReady = true;
		});
		await stage.pass(minutes(10));
		expect(questions() - before).toBeLessThan(25);
		back();
		await stage.becomes(() => isReady);
		await started;
		expect(JSON.stringify(lines)).not.toContain(token);
	});
});

describe('an interaction that cannot be read', () => {
	it('is answered with an apology that says what to do', async () => {
		await set();
		const user = stage.member();
		const message = stage.discord.post({ user, content: '', poll: { question: 'Boat?', answers: ['yes', 'no'] } });
		const interaction = stage.discord.runMessageCommand({ command: 'Animate image', user, message });
		await stage.becomes(() => interaction.acknowledgement !== undefined);
		expect(interaction.ephemeral).toBe(true);
		expect(textOf(stage.discord.original(interaction))).toContain('cannot read');
	});

	it.each(['locale', 'channel'])('without its %s is answered as any other', async (member) => {
		await set();
		const interaction = stage.video({ without: [member] });
		expect((await stage.told(interaction)).channel_id).toBe(interaction.channelId);
	});
});
