import { afterAll, beforeAll, expect, it } from 'vitest';
import { heldBuild, type HeldBuild } from './heldBuild.js';
import { journeys } from './journeys.js';
import { Trial } from './trial.js';

let build: HeldBuild;
beforeAll(async () => {
	build = await heldBuild();
}, 180_000);
afterAll(() => build.remove());

it('never submits again what a dead process may have submitted', { timeout: 120_000 }, async () => {
	const lost = { place: 'comet', what: 'POST /v1/videos', side: 'after', nth: 1 } as const;
	const { faults, struck } = await Trial.run(build.entry, journeys.text, [lost]);
	expect(faults).toEqual([]);
	expect(struck).toBe(true);
});
