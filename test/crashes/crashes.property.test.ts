import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minutes, seconds } from '../../src/lib/time.js';
import { Trial, type Script } from './trial.js';
import { weather, type Weather } from './weather.js';
import { World } from './world.js';

/** More for a longer search. */
const runs = Number(process.env['PROPERTY_RUNS'] ?? 50);

let world: World;
beforeAll(async () => {
	world = await World.make();
});
afterAll(() => world.close());

const scripts: fc.Arbitrary<Script> = fc.record({
	isPrivate: fc.boolean(),
	mayPost: fc.boolean(),
	outcome: fc.constantFrom('succeeded', 'failed', 'stuck'),
	polls: fc.integer({ min: 1, max: 3 }),
	cancelAfter: fc.option(fc.integer({ min: 0, max: 8 }), { freq: 3 }),
	deaths: fc.array(
		fc.record({
			act: fc.integer({ min: 1, max: 45 }),
			// At once, past the settling of an acknowledgement, past the nonce, past the token.
			awayMs: fc.constantFrom(0, seconds(6), seconds(70), minutes(16)),
		}),
		{ minLength: 1, maxLength: 5 },
	),
	weather: fc.array(fc.constantFrom(...(Object.keys(weather) as Weather[])), { maxLength: 4 }),
});

/** An ordinary job, killed once at each of its acts in turn, and away for so long that no token or nonce helps any more. */
const plain = {
	isPrivate: false,
	mayPost: true,
	outcome: 'succeeded',
	polls: 1,
	cancelAfter: null,
	weather: [],
} as const;
const everyAct = Array.from({ length: 44 }, (_, index): [Script] => [
	{ ...plain, deaths: [{ act: index + 1, awayMs: minutes(16) }] },
]);

/**
 * Dies when "accepted" is seen and not yet saved, then between the intent to post and the answer, each time until token and
 * nonce are of no use any more: what may stand in a channel that the bot cannot read is never posted again.
 */
const unreadablePost: Script = {
	...plain,
	deaths: [
		{ act: 4, awayMs: minutes(16) },
		{ act: 6, awayMs: minutes(16) },
		{ act: 1, awayMs: 0 },
	],
};
const examples: [Script][] = [...everyAct, [unreadablePost]];

describe('a job whose program dies again and again', () => {
	it('is paid at most once, told once, ends once and only goes forward, whatever happens in whatever order', async () => {
		let trials = 0;
		let deaths = 0;
		await fc.assert(
			fc.asyncProperty(scripts, async (script) => {
				const trial = new Trial(world, script, `crash-${(trials += 1)}`);
				await trial.run();
				deaths += trial.deaths;
				expect(trial.faults).toEqual([]);
			}),
			{ numRuns: examples.length + runs, examples },
		);
		if (process.env['PROPERTY_RUNS'] !== undefined) console.log(`${trials} trials, ${deaths} deaths`);
		expect(deaths).toBeGreaterThan(everyAct.length / 2);
	}, 600_000);
});
