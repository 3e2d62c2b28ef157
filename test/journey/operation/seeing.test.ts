import { readFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { AppHarness } from '../../harness/appHarness.js';
import { freePort } from '../../../sandbox/bot/freePort.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';

let stage: AppHarness;
let said: Record<string, unknown>[];
let port: number;

async function set(env: Readonly<Record<string, string>> = {}): Promise<void> {
	said = [];
	const stream = new Writable({
		write: (line: Buffer, _, done) => {
			said.push(JSON.parse(line.toString()) as Record<string, unknown>);
			done();
		},
	});
	port = await freePort();
	stage = await AppHarness.set({
		comet: { plan: { pollsToDone: 3 } },
		env: { OPS_PORT: String(port), ...env },
		log: pino({ level: 'info', base: null }, stream),
	});
}
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

/** The value of one series, as a scrape finds it. */
async function metric(series: string): Promise<number | undefined> {
	const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
	const line = page.split('\n').find((each) => each.startsWith(`${series} `));
	return line === undefined ? undefined : Number(line.slice(series.length));
}

const lines = (message: string) => said.filter(({ msg }) => msg === message);

describe('what an operator sees of one video', () => {
	it('is what both sides saw: acknowledgement, every poll, what it costs, the build, and that all is well', async () => {
		await set({ DAILY_USD: '50' });
		const interaction = stage.video({ user: stage.member() });
		await stage.told(interaction);
		await soon(() => metric('reelay_jobs{phase="delivering"}')).toBe(0);

		expect(await metric('reelay_acknowledgement_seconds_count')).toBe(1);
		expect(await metric('reelay_polls_total{provider="veo"}')).toBe(stage.comet.tasks[0]!.polls);
		expect(await metric('reelay_cometapi_requests_total{provider="veo",call="create",status="200"}')).toBe(1);
		expect(await metric('reelay_discord_requests_total{route="interaction-callback",status="200"}')).toBe(1);
		expect(await metric('reelay_discord_requests_total{route="message-create",status="200"}')).toBe(1);
		expect(await metric('reelay_creates_total{provider="veo"}')).toBe(1);
		expect(await metric('reelay_create_answers_total{provider="veo",answer="accepted"}')).toBe(1);
		expect(await metric('reelay_interactions_total{kind="command",command="video"}')).toBe(1);
		expect(await metric('reelay_spend_usd')).toBeGreaterThan(0);
		expect(await metric('reelay_spend_limit_usd')).toBe(50);
		expect(await metric('reelay_creates_blocked{reason="balance"}')).toBe(0);
		expect(await metric('reelay_ready{check="gateway"}')).toBe(1);
		expect(await metric('reelay_store_bytes{file="store"}')).toBeGreaterThan(0);
		expect(await metric('reelay_media_bytes{folder="results"}')).toBeGreaterThan(0);
		expect(await metric('reelay_family_paused{provider="veo"}')).toBe(0);
		expect(await metric('reelay_catalogue_age_seconds')).toBeGreaterThanOrEqual(0);
		const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
		expect(await metric(`reelay_build_info{version="${version}",node="${process.versions.node}"}`)).toBe(1);
	});

	it('can be found in the log by who asked, where, and which message', async () => {
		await set();
		const user = stage.member();
		const interaction = stage.video({ user });
		await stage.told(interaction);

		expect(lines('job accepted')).toMatchObject([
			{
				jobId: interaction.id,
				memberId: user.id,
				guildId: stage.discord.world.guild.id,
				channelId: interaction.channelId,
				messageId: expect.stringMatching(/^\d+$/u) as string,
			},
		]);
	});
});

describe('a refusal', () => {
	it('is one line that says whom, where and why, and is counted', async () => {
		await set();
		const user = stage.member();
		const interaction = stage.video({ user, options: { model: 'no such model, said in secret' } });
		await interaction.responded();

		await soon(() => metric('reelay_refusals_total{reason="model-unknown"}')).toBe(1);
		expect(lines('refused')).toMatchObject([
			{
				reasons: ['model-unknown'],
				memberId: user.id,
				channelId: interaction.channelId,
				interactionId: interaction.id,
			},
		]);
		expect(await metric('reelay_acknowledgement_seconds_count')).toBe(1);
		// What a member typed is nobody's business in a log.
		expect(JSON.stringify(said)).not.toContain('secret');
	});
});
