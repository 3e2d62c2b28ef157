import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../../../sandbox/http/exchange.js';
import { RecordingServer } from '../../../sandbox/http/recordingServer.js';
import { minutes, seconds } from '../../../src/lib/time.js';
import { DiscordApi } from '../../../src/services/discord/discordApi.js';
import { RefusalBudget } from '../../../src/services/discord/refusalBudget.js';
import { Holds } from '../../../src/services/redis/holds.js';
import type { RateLimitWait } from '../../../src/services/discord/rateLimitRule.js';
import { silent } from '../../harness/admissionHarness.js';
import { FakeClock } from '../../harness/fakeClock.js';

let server: RecordingServer;
afterEach(() => server.close());

/** A Discord that gives these answers in turn, the last one for ever. */
async function answering(...answers: Answer[]) {
	const clock = new FakeClock();
	const handle = (): Answer => (answers.length > 1 ? answers.shift()! : answers[0]!);
	server = new RecordingServer({ now: () => clock.now(), handle });
	const apiUrl = `${await server.listen()}/api`;
	const waits: RateLimitWait[] = [];
	const onRateLimit = (wait: RateLimitWait): number => waits.push(wait);
	const discord = new DiscordApi({ token: 'x', apiUrl, userAgent: 'reelay/1', clock, log: silent, onRateLimit });
	return { discord, clock, waits, apiUrl };
}

const json = { 'content-type': 'application/json' };
const limited = (headers: Record<string, string>): Answer => ({
	status: 429,
	headers: { ...json, ...headers },
	body: { message: 'blocked', code: 0 },
});
const refused = (status: number, code: number): Answer => ({ status, headers: json, body: { code, message: 'no' } });
const made: Answer = { status: 200, headers: json, body: { id: '1' } };

describe('a request in the name of a job', () => {
	it('is not sent after all when the job was lost while the request waited its turn', async () => {
		const { apiUrl, clock } = await answering(limited({ 'retry-after': '1' }), made);
		const holds = new Holds({ clock, leaseMs: minutes(1), isOurs: () => true });
		const mayAct = () => holds.sure();
		const discord = new DiscordApi({ token: 'x', apiUrl, userAgent: 'reelay/1', clock, log: silent, mayAct });
		holds.take('1', 1, holds.now());
		const sending = holds.as('1', () => discord.deleteMessage('1', '2'));
		await vi.waitUntil(() => server.exchanges.length === 1);
		holds.lose('1');
		await expect(sending).rejects.toMatchObject({ status: 0 });
		expect(server.exchanges).toHaveLength(1);
		// Nobody's lease is asked for what a member's press needs.
		await discord.deleteMessage('1', '2');
		expect(server.exchanges).toHaveLength(2);
	});
});

describe('a rate limit', () => {
	it.each([
		['without any header', {}],
		['with a wait of 0', { 'retry-after': '0' }],
		['with a wait that is no number', { 'retry-after': 'soon' }],
		['with a wait below 0', { 'retry-after': '-5' }],
	])('%s goes back to the caller after one request, with no wait', async (_, headers) => {
		const { discord, waits } = await answering(limited(headers));
		await expect(discord.message('1', '2')).rejects.toMatchObject({ kind: 'busy', retryAfterMs: 0 });
		expect(server.exchanges).toHaveLength(1);
		expect(waits).toMatchObject([{ refused: true, waits: false, ms: undefined }]);
	});

	it('of a second is waited for twice, each time counted, and then it is the caller’s', async () => {
		const { discord, waits } = await answering(limited({ 'retry-after': '1' }));
		await expect(discord.message('1', '2')).rejects.toMatchObject({ kind: 'busy', retryAfterMs: 1050 });
		expect(server.exchanges).toHaveLength(3);
		expect(waits.map(({ refused: was, waits: on }) => [was, on])).toEqual([
			[true, true],
			[true, true],
			[true, false],
		]);
	});

	it('of an hour is the caller’s at once', async () => {
		const { discord } = await answering(limited({ 'retry-after': '3600' }));
		await expect(discord.message('1', '2')).rejects.toMatchObject({ kind: 'busy', retryAfterMs: 3_600_050 });
		expect(server.exchanges).toHaveLength(1);
	});
});

describe('what is known to pass', () => {
	it('is asked again after a pause, and then believed', async () => {
		const { discord, clock } = await answering(refused(403, 50_001), made);
		const asked = discord.message('1', '2');
		await vi.waitFor(() => expect(server.exchanges).toHaveLength(1));
		await clock.advance(seconds(1));
		expect(server.exchanges).toHaveLength(1);
		await vi.waitFor(async () => {
			await clock.advance(seconds(1));
			expect(server.exchanges).toHaveLength(2);
		});
		expect(await asked).toEqual({ id: '1' });
	});
});

describe('however often somebody asks', () => {
	it.each([401, 403, 429])('less than a tenth of what bans an address is sent in ten minutes: %i', (status) => {
		const clock = new SteppedClock();
		const budget = new RefusalBudget({ clock, log: silent });
		let sent = 0;
		for (const end = clock.now() + minutes(60); clock.now() < end;) {
			clock.step(20);
			if (budget.heldMs() > 0) continue;
			sent += 1;
			budget.heard(status, null);
		}
		expect(sent / 6).toBeLessThan(1000);
		expect(sent).toBeGreaterThan(800);
		budget.heard(200, null);
		expect(budget.heldMs()).toBe(0);
	});

	it('another’s fault counts against nobody', () => {
		const clock = new SteppedClock();
		const budget = new RefusalBudget({ clock, log: silent });
		for (let at = 0; at < 2000; at += 1) budget.heard(429, 'shared');
		expect(budget.heldMs()).toBe(0);
		for (let at = 0; at < 2000; at += 1) budget.heard(403, null);
		expect(budget.heldMs()).toBe(0);
		expect(budget.heldMs()).toBeGreaterThan(0);
	});

	it('what is held back is told as a wait, and sends nothing', async () => {
		const { discord } = await answering(refused(403, 50_013));
		for (let asked = 0; asked < 800; asked += 1) await discord.message('1', '2').catch(() => undefined);
		await expect(discord.message('1', '2')).rejects.toMatchObject({ kind: 'forbidden' });
		await expect(discord.message('1', '2')).rejects.toMatchObject({ kind: 'busy', retryAfterMs: seconds(10) });
		expect(server.exchanges).toHaveLength(801);
	});
});

/** A clock of which only the time is asked. */
class SteppedClock {
	#now = Date.UTC(2026, 0, 1);

	now(): number {
		return this.#now;
	}

	step(ms: number): void {
		this.#now += ms;
	}

	elapsed(): number {
		return this.#now;
	}

	after(): () => void {
		return () => undefined;
	}
}
