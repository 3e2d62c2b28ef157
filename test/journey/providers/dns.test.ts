import dns from 'node:dns';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { creates, polls } from '../../../sandbox/cometapi/faults.js';
import { minutes, seconds } from '../../../src/lib/time.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { AppHarness, textOf, withVideo } from '../../harness/appHarness.js';

/** Names that the system's resolver does not know at present. */
const unknown = new Set<string>();
/** Every question about one of our names. */
let questions: string[] = [];
let stage: AppHarness;

type Answer = (error: Error | null, address?: string | { address: string; family: number }[], family?: number) => void;

beforeEach(async () => {
	unknown.clear();
	questions = [];
	const real = dns.lookup;
	const lookup = (host: string, options: { all?: boolean }, answer: Answer): void => {
		if (!host.endsWith('.example')) {
			real(host, options, answer as never);
			return;
		}
		questions.push(host);
		const failure = Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), {
			code: 'ENOTFOUND',
			syscall: 'getaddrinfo',
		});
		setImmediate(() => {
			if (unknown.has(host)) answer(failure);
			else if (options.all === true) answer(null, [{ address: '127.0.0.1', family: 4 }]);
			else answer(null, '127.0.0.1', 4);
		});
	};
	vi.spyOn(dns, 'lookup').mockImplementation(lookup as unknown as typeof dns.lookup);

	stage = await AppHarness.set({
		clock: new FakeClock(),
		comet: { plan: { outcome: 'stuck', progress: 'zero' } },
		env: { POLL_MIN_MS: '20000', POLL_MAX_MS: '60000', PROGRESS_EDIT_MS: '10000', JOB_TIMEOUT_MINUTES: '120' },
	});
	await stage.stop();
	const named = (url: string, name: string): string => url.replace('127.0.0.1', name);
	await stage.start({
		DISCORD_API_URL: named(stage.discord.apiUrl, 'discord.example'),
		COMETAPI_BASE_URL: named(stage.comet.baseUrl, 'cometapi.example'),
	});
});
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
	vi.restoreAllMocks();
});

/** From now on nobody can be asked who has this name; what was open is cut. */
function lose(name: 'cometapi.example' | 'discord.example'): void {
	unknown.add(name);
	questions = [];
	const { http } = name === 'cometapi.example' ? stage.comet.server : stage.discord.api;
	http.closeIdleConnections();
}

const creating = () => stage.comet.server.exchanges.filter(creates);
const shown = (of: Parameters<AppHarness['discord']['original']>[0]): string => textOf(stage.discord.original(of));

describe('the name of CometAPI is not known', () => {
	it('before the create: the job waits unpaid and says so, is asked about seldom, and goes on when it is', async () => {
		lose('cometapi.example');
		const interaction = stage.video();
		await interaction.responded();
		await stage.pass(minutes(8));
		await stage.becomes(() => shown(interaction).includes('nothing has been paid yet'));
		expect(creating()).toEqual([]);
		expect(questions.length).toBeGreaterThan(3);
		expect(questions.length).toBeLessThanOrEqual(20);

		unknown.clear();
		await stage.becomes(() => stage.comet.creates === 1);
		stage.comet.settle(stage.comet.tasks[0]!);
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
		expect(creating()).toHaveLength(1);
	});

	it('while the video is made: looks fail for eight minutes, and the job does not', async () => {
		const interaction = stage.video();
		await interaction.responded();
		await stage.becomes(() => stage.comet.server.exchanges.some(polls));
		lose('cometapi.example');
		stage.comet.settle(stage.comet.tasks[0]!);
		await stage.pass(minutes(8));
		expect(stage.tellings(interaction)).toEqual([]);
		expect(questions.length).toBeLessThanOrEqual(20);

		unknown.clear();
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
		expect(stage.comet.creates).toBe(1);
		expect((await stage.job(interaction))?.looking.blips).toBeGreaterThan(3);
	});
});

describe('the name of Discord’s API is not known', () => {
	it('when the outcome is due: it is told once, when it is known again, after few questions', async () => {
		const interaction = stage.video();
		await interaction.responded();
		await stage.becomes(() => stage.comet.creates === 1 && shown(interaction) !== '');
		lose('discord.example');
		stage.comet.settle(stage.comet.tasks[0]!);
		await stage.pass(minutes(8));
		expect(questions.length).toBeGreaterThan(3);
		expect(questions.length).toBeLessThanOrEqual(20);

		unknown.clear();
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
		await soon(() => stage.job(interaction)).toMatchObject({
			phase: 'closed',
			delivery: { receipt: { rung: 'channel' } },
		});
		expect(stage.tellings(interaction)).toHaveLength(1);
		expect(stage.discord.notifications.filter(({ userId }) => userId === interaction.userId)).toHaveLength(1);
	});

	it('when somebody asks: Discord never hears an answer, and nothing is created, kept or counted', async () => {
		lose('discord.example');
		stage.video();
		await stage.becomes(() => questions.length > 0);
		await stage.pass(seconds(20));
		unknown.clear();
		await stage.pass(minutes(3));
		await soon(() => stage.jobs()).toEqual([]);
		expect(stage.comet.creates).toBe(0);
	});
});
