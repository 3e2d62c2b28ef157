import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heldBuild, type HeldBuild } from './heldBuild.js';
import { journeys } from './journeys.js';
import { mostMisses } from './killing.js';
import { nameOf, type Point } from './moment.js';
import { Trial } from './trial.js';
import { lockStore, stall, type Trouble } from './trouble.js';

let build: HeldBuild;
beforeAll(async () => {
	// Each process that runs is ended with this one.
	process.setMaxListeners(0);
	build = await heldBuild();
});
afterAll(() => build.remove());

const journey = journeys.text;
const wait = { timeout: 300_000 } as const;

/** Processes at a time: they wait for the store more than they work. */
const atOnce = 16;

interface Suffering {
	readonly tried: number;
	readonly lost: readonly string[];
}

/** One journey with the store in trouble at one point; chance may pass by a point, and then it is gone again. */
async function suffer(point: string, strike: Trouble['strike']): Promise<readonly string[]> {
	for (let misses = 0; misses < mostMisses; misses += 1) {
		let isDone = false;
		const at = (other: Point): boolean => !isDone && nameOf(other) === point && (isDone = true);
		const { faults, struck } = await Trial.run(build.entry, journey, [], { at, strike });
		if (struck || faults.length > 0) return faults;
	}
	return [`was never reached again in ${mostMisses} runs`];
}

/** Goes the journey once for each point of it, with the store in trouble there. */
async function everywhere(is: (point: Point) => boolean, strike: Trouble['strike']): Promise<Suffering> {
	const dry = await Trial.run(build.entry, journey);
	expect(dry.faults).toEqual([]);
	const isOfStart = (point: Point): boolean => dry.startup.has(nameOf(point).replace(/ #\d+$/u, ''));
	const points = dry.points.filter((point) => !isOfStart(point) && is(point)).map(nameOf);
	const left = [...points];
	const lost: string[] = [];
	const go = async (): Promise<void> => {
		for (let point = left.shift(); point !== undefined; point = left.shift()) {
			const faults = await suffer(point, strike);
			if (faults.length > 0) lost.push([point, ...faults].join('\n  '));
		}
	};
	await Promise.all(Array.from({ length: atOnce }, go));
	return { tried: points.length, lost };
}

const isWrite = ({ place }: Point): boolean => place === 'store';

describe('a store in trouble at every point of a journey', () => {
	it('loses nothing and pays nothing twice when another tool locks it for 20 s', wait, async () => {
		const { tried, lost } = await everywhere(
			({ side }) => side === 'before',
			(stand) => lockStore(stand, 20_000),
		);
		console.log(`locked for 20 s: ${tried} points, ${lost.length} lost`);
		expect(lost).toEqual([]);
		expect(tried).toBeGreaterThan(15);
	});

	it('loses nothing and pays nothing twice when the disk stalls for 8 s', wait, async () => {
		const { tried, lost } = await everywhere(isWrite, () => stall(8000));
		console.log(`stalled for 8 s: ${tried} points, ${lost.length} lost`);
		expect(lost).toEqual([]);
		expect(tried).toBeGreaterThan(10);
	});

	it('loses nothing when every write takes a third of a second', wait, async () => {
		const { faults } = await Trial.run(build.entry, journey, [], { at: isWrite, strike: () => stall(150) });
		expect(faults).toEqual([]);
	});
});
