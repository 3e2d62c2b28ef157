import { expect, it } from 'vitest';
import { resetBefore, polls, lostCreate, quotaExhausted, creates } from '../../../sandbox/cometapi/faults.js';
import { errorAnswer } from '../../../sandbox/discord/discordFaults.js';
import { makeLogger } from '../../../src/services/ops/logger.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { AppHarness, textOf } from '../../harness/appHarness.js';

it('no token, no key and no word of a prompt is in the logs of whole journeys, at the finest level', async () => {
	const lines: string[] = [];
	const stage = await AppHarness.set({
		log: makeLogger('trace', { write: (line: string) => void lines.push(line) }),
		clock: new FakeClock(),
		comet: { plan: { pollsToDone: 2 } },
	});
	const { discord, comet } = stage;
	const secret = 'a zebra named Quillfeather';
	const ask = (more: object = {}) =>
		stage.video({
			user: stage.member(),
			options: { prompt: secret, negative_prompt: 'Grimblewort', model: 'kling-v3', ...more },
		});

	const fine = ask();
	await stage.told(fine);
	comet.next({ outcome: 'failed', reason: `rejected: ${secret}` });
	const failed = ask();
	await stage.told(failed);
	comet.addFault(resetBefore({ match: polls }));
	discord.faults.answer({ match: ({ method }) => method === 'PATCH', answer: errorAnswer(500, 0, 'oops'), times: 3 });
	const stormy = ask({ private: true });
	await stage.told(stormy);
	comet.addFault(lostCreate());
	const lost = ask();
	await stage.told(lost);
	discord.faults.expireTokens();
	const blocked = ask({ model: 'sora-99' });
	await blocked.responded();
	discord.faults.automod(['Quillfeather']);
	await stage.told(ask());
	discord.faults.automod([]);
	comet.next({ outcome: 'stuck' });
	const made = comet.tasks.length;
	const dead = ask();
	// The card stands before the task does.
	await stage.becomes(() => comet.tasks.length > made);
	await soon(() => textOf(discord.original(dead))).toContain('Kling');
	discord.faults.expireTokens();
	comet.settle(comet.tasks.at(-1)!);
	await stage.told(dead);
	comet.addFault(quotaExhausted({ match: creates }));
	await stage.told(ask());
	await stage.stop();

	const log = lines.join('');
	expect(lines.length).toBeGreaterThan(40);
	expect(log).toContain(fine.id);
	expect(log).toContain('token-dead');
	const forbidden = [
		secret,
		'Quillfeather',
		'Grimblewort',
		discord.token,
		comet.key,
		...discord.interactions.map(({ token }) => token),
	];
	expect(forbidden.filter((word) => log.includes(word))).toEqual([]);
	expectGoodManners(stage);
	await stage.close();
});
