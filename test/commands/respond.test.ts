import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defer, refuse, reply, replyPrivately, type Responding } from '../../src/commands/interaction/respond.js';
import { DiscordProblem } from '../../src/discord/discordProblem.js';
import { messageBody } from '../../src/discord/messageBody.js';
import { seconds } from '../../src/lib/time.js';
import { card, text } from '../../src/messages/parts/card.js';
import { AdmissionHarness, silent } from '../harness/admissionHarness.js';

const callbacks = /\/callback$/u;
const greeting = messageBody(card('good', text('Hello.')));

let at: AdmissionHarness;
let parts: Responding;

beforeEach(async () => {
	at = await AdmissionHarness.open();
	parts = { discord: at.api, log: silent };
});
afterEach(() => at.close());

describe('a first answer', () => {
	it('is seen by everybody, or by the member alone', async () => {
		const [open, closed] = [at.invoke(), at.invoke()];

		expect(await reply(at.facts(open), greeting, parts)).toBeUndefined();
		expect(await replyPrivately(at.facts(closed), greeting, parts)).toBeUndefined();
		expect([open.ephemeral, closed.ephemeral]).toEqual([false, true]);
		expect(at.told(closed)).toContain('Hello.');
	});

	it('that Discord does not take any more is given up in silence', async () => {
		const interaction = at.invoke();
		await at.clock.advance(seconds(3.1));

		await refuse(at.facts(interaction), { type: 'broken' }, parts);
		expect(at.requests('POST', callbacks)).toHaveLength(1);
		expect(at.discord.messages()).toEqual([]);
	});

	it('that is wrong in itself is thrown, so that somebody can still apologise', async () => {
		const interaction = at.invoke();
		const wrong = messageBody(card('good', text('')));

		await expect(reply(at.facts(interaction), wrong, parts)).rejects.toThrow(DiscordProblem);
		expect(interaction.acknowledgement).toBeUndefined();
	});

	it('whose confirmation is lost counts as sent when it is only to load', async () => {
		const interaction = at.invoke();
		at.discord.api.addFault({ match: ({ path }) => callbacks.test(path), act: { kind: 'reset-after' } });

		expect(await defer(at.facts(interaction), parts)).toBe(true);
		expect(interaction.ephemeral).toBe(true);
		await at.clock.advance(seconds(3.1));
		expect(await defer(at.facts(at.invoke()), parts)).toBe(true);
		expect(await defer(at.facts(interaction), parts)).toBe(false);
	});
});
