import { afterEach, describe, expect, it } from 'vitest';
import { errorAnswer } from '../../../sandbox/discord/discordFaults.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import type { Exchange } from '../../../sandbox/http/exchange.js';
import { minutes, seconds } from '../../../src/lib/time.js';
import { AppHarness, textOf, withVideo } from '../../harness/appHarness.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';

let stage: AppHarness;
let clock: FakeClock;
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

async function running(act: Parameters<AppHarness['video']>[0] = {}): Promise<Interaction> {
	clock = new FakeClock();
	stage = await AppHarness.set({ clock, comet: { plan: { outcome: 'stuck', progress: 'zero' } } });
	const interaction = stage.video(act);
	await interaction.responded();
	await stage.becomes(() => stage.comet.creates === 1 && textOf(stage.discord.original(interaction)) !== '');
	await stage.pass(seconds(20));
	return interaction;
}

const done = (): void => stage.comet.settle(stage.comet.tasks.at(-1)!);
const isPost = (x: Exchange): boolean => x.method === 'POST' && /\/channels\/\d+\/messages$/u.test(x.path);

const kinds: [string, () => () => void][] = [
	['a page with 403', () => stage.discord.faults.edgePage()],
	['a page with 404', () => stage.discord.faults.edgePage({ status: 404 })],
	['a page with 400', () => stage.discord.faults.edgePage({ status: 400 })],
	['40333', () => stage.discord.faults.keepOut()],
	['429 without a wait', () => stage.discord.faults.limitBlindly()],
	['429 with a wait of 0', () => stage.discord.faults.limitBlindly({ retryAfter: '0' })],
	['429 with a wait that is no number', () => stage.discord.faults.limitBlindly({ retryAfter: 'soon' })],
	[
		'429 in a second, for ever',
		() => stage.discord.faults.rateLimit({ scope: 'user', retryAfterMs: 1000, times: Infinity }),
	],
	['401', () => stage.discord.faults.answer({ answer: errorAnswer(401, 0, '401: Unauthorized'), times: Infinity })],
	['500', () => stage.discord.faults.outage(500)],
];

describe.each(kinds.slice(0, 6))('the edge answers %s to everything', (_, begin) => {
	it.each([
		['3 seconds', seconds(3), false, 'channel'],
		['a minute', minutes(1), true, 'original'],
		['ten minutes', minutes(10), false, 'channel'],
		['ten minutes', minutes(10), true, 'original'],
	] as const)('for %s: told once, by the rung that the job allowed before', async (__, ms, isPrivate, rung) => {
		const interaction = await running({ options: { private: isPrivate } });
		const back = begin();
		done();
		await stage.pass(ms);
		back();
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
		await stage.pass(seconds(20));
		await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed', delivery: { receipt: { rung } } });
		expect(stage.tellings(interaction)).toHaveLength(1);
	});
});

describe('requests in ten minutes, while Discord refuses everything', () => {
	it.each(kinds)('%s: few, and never two at once', async (_, begin) => {
		await running();
		const back = begin();
		done();
		const before = stage.discord.exchanges.length;
		await stage.pass(minutes(10));
		const asked = stage.discord.exchanges.slice(before);
		// An address is banned for 10 000; one job may use a hundredth of a tenth.
		expect(asked.length).toBeLessThan(60);
		// Files: five in the first minute, then one in 30 to 60 s, as chance has it.
		expect(asked.filter((x) => (x.form?.files.length ?? 0) > 0).length).toBeLessThan(25);
		back();
	});
});

describe('a refusal that passes', () => {
	it.each([false, true])('10015 once, on an edit (private: %s): the token is used on', async (isPrivate) => {
		const interaction = await running({ options: { private: isPrivate } });
		stage.discord.faults.forgetTokens({ times: 2 });
		stage.comet.plan({ outcome: 'stuck', progress: 'native' });
		done();
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
		await stage.pass(seconds(30));
		await soon(() => stage.job(interaction)).toMatchObject({
			delivery: { left: [], receipt: { rung: isPrivate ? 'original' : 'channel' } },
		});
	});

	it('50001 once, on the direct message that is all that is left: sent once more, and told', async () => {
		const interaction = await running({ options: { private: true } });
		await stage.pass(minutes(16));
		stage.discord.faults.answer({ match: isPost, answer: errorAnswer(403, 50_001, 'Missing Access') });
		done();
		expect((await stage.told(interaction)).channel_id).toBe(stage.discord.world.dmWith(stage.discord.world.alice).id);
		await soon(() => stage.job(interaction)).toMatchObject({ delivery: { receipt: { rung: 'direct' } } });
	});
});
