import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heldBuild, type HeldBuild } from './heldBuild.js';
import { journeys } from './journeys.js';
import { killEverywhere } from './killing.js';

let build: HeldBuild;
beforeAll(async () => {
	build = await heldBuild();
}, 180_000);
afterAll(() => build.remove());

const { text, picture, private: hidden, failing, cancelled } = journeys;

describe.each([text, hidden, failing, cancelled])('the journey called $name, killed', (journey) => {
	it('survives SIGKILL before and after every request and every write', { timeout: 900_000 }, async () => {
		const { tried, survived, lost } = await killEverywhere({ entry: build.entry, journey, of: 'journey' });
		console.log(`${journey.name}: kill points tried ${tried}, survived ${survived}`);
		expect(lost).toEqual([]);
		expect(tried).toBeGreaterThan(30);
	});
});

describe.each([picture, cancelled])('the journey called $name, killed twice in a row', (journey) => {
	it('survives when the next process dies at its first act on the job', { timeout: 900_000 }, async () => {
		const how = { entry: build.entry, journey, of: 'journey', how: 'twice' } as const;
		const { tried, survived, lost } = await killEverywhere(how);
		console.log(`${journey.name}, killed twice: kill points tried ${tried}, survived ${survived}`);
		expect(lost).toEqual([]);
		expect(tried).toBeGreaterThan(30);
	});
});
