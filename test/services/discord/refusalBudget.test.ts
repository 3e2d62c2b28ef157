import { InteractionResponseType } from 'discord-api-types/v10';
import { describe, expect, it } from 'vitest';
import type { Answer, Exchange } from '../../../sandbox/http/exchange.js';
import { RecordingServer } from '../../../sandbox/http/recordingServer.js';
import type { DiscordProblem } from '../../../src/discord/discordProblem.js';
import { DiscordApi } from '../../../src/services/discord/discordApi.js';
import { minutes, seconds } from '../../../src/lib/time.js';
import { RefusalBudget } from '../../../src/services/discord/refusalBudget.js';
import { silent } from '../../harness/admissionHarness.js';
import { FakeClock } from '../../harness/fakeClock.js';

function budget() {
	const clock = new FakeClock();
	const refusals = new RefusalBudget({ clock, log: silent });
	const hear = (status: number, count = 1): void => {
		for (let heard = 0; heard < count; heard += 1) refusals.heard(status, null);
	};
	return { clock, refusals, hear };
}

const { ApplicationCommandAutocompleteResult: choices, DeferredChannelMessageWithSource: answer } =
	InteractionResponseType;
type Callback = typeof choices | typeof answer;

describe('what is refused of every kind, in ten minutes', () => {
	it.each([403, 401, 429])(
		'(%i) stays below a tenth of a ban; choices go first, first answers last',
		async (status) => {
			let answers: (x: Exchange) => Answer = () => ({ status, body: { code: 0, message: 'no' } });
			const server = new RecordingServer({ now: Date.now, handle: (x) => answers(x) });
			const apiUrl = `${await server.listen()}/api`;
			const clock = new FakeClock();
			const discord = new DiscordApi({ token: 'x', apiUrl, userAgent: 'reelay/1', clock, log: silent });
			const isCallback = ({ path }: Exchange): boolean => path.includes('/interactions/');
			const kindOf = (x: Exchange): string => {
				if (!isCallback(x)) return 'other';
				return (x.json as { type?: number } | undefined)?.type === choices ? 'choices' : 'answer';
			};
			const count = (kind: string): number => server.exchanges.filter((x) => kindOf(x) === kind).length;
			let id = 0;
			const respond = (type: Callback): Promise<unknown> => {
				const to = { id: String((id += 1)), token: 'aaa' };
				const body = type === choices ? { type, data: { choices: [] } } : { type };
				return discord.respond(to, body).then(
					() => 'taken',
					(error: unknown) => (error as DiscordProblem).kind,
				);
			};

			for (let minute = 0; minute < 10; minute += 1) {
				await Promise.all(Array.from({ length: 100 }, () => respond(choices)));
				const others = Array.from({ length: 80 }, (_, at) => discord.message(String(at), '1').catch(() => undefined));
				await Promise.all([...others, ...Array.from({ length: 100 }, () => respond(answer))]);
				await clock.advance(minutes(1) - 1);
			}
			expect(server.exchanges.length).toBeLessThan(1000);
			expect(count('choices')).toBeLessThan(500);
			expect(count('answer')).toBeGreaterThan(count('choices'));
			expect(await respond(choices)).toBe('busy');

			// One try in a while finds out that it is over; then everything goes again.
			answers = () => ({ status: 200, body: {} });
			await clock.advance(seconds(10));
			expect(await respond(answer)).toBe('taken');
			expect([await respond(choices), await respond(answer)]).toEqual(['taken', 'taken']);
			await server.close();
		},
	);
});

describe('the budget of refusals', () => {
	it('holds back what would come near a ban, lets one in ten seconds try, and ends with an answer', async () => {
		const { clock, refusals, hear } = budget();
		hear(403, 799);
		expect(refusals.heldMs()).toBe(0);
		hear(429);
		expect(refusals.heldMs()).toBe(0);
		expect(refusals.heldMs()).toBe(seconds(10));
		await clock.advance(seconds(10));
		expect(refusals.heldMs()).toBe(0);
		hear(200);
		expect([refusals.heldMs(), refusals.heldMs()]).toEqual([0, 0]);
	});

	it('holds less than a tenth also where every second request is answered', async () => {
		const { clock, refusals, hear } = budget();
		let [asked, refused] = [0, 0];
		// As many as may go in ten minutes, twenty a second at most.
		for (let at = 0; at < minutes(10); at += 50) {
			if (refusals.heldMs() === 0) {
				const status = (asked += 1) % 2 === 0 ? 403 : 200;
				if (status === 403) refused += 1;
				hear(status);
			}
			await clock.advance(50);
		}
		expect(refused).toBeGreaterThan(800);
		expect(refused).toBeLessThan(1000);
	});
});
