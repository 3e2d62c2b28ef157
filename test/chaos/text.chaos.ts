import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heldBuild, type HeldBuild } from './heldBuild.js';
import { journeys } from './journeys.js';
import { killEverywhere } from './killing.js';

let build: HeldBuild;
beforeAll(async () => {
	build = await heldBuild();
}, 180_000);
afterAll(() => build.remove());

describe('the journey of a text, killed', () => {
	it('survives SIGKILL before and after every request and every write', { timeout: 600_000 }, async () => {
		const { tried, survived, lost } = await killEverywhere({
			entry: build.entry,
			journey: journeys.text,
			of: 'journey',
		});
		console.log(`text: kill points tried ${tried}, survived ${survived}`);
		expect(lost).toEqual([]);
		expect(tried).toBeGreaterThan(40);
	});
});
