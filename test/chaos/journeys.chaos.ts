import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heldBuild, type HeldBuild } from './heldBuild.js';
import { journeys } from './journeys.js';
import { killEverywhere } from './killing.js';

let build: HeldBuild;
beforeAll(async () => {
	build = await heldBuild();
});
afterAll(() => build.remove());

/** What takes longest, and whose points are met here in another way, has a file of its own, longest.chaos.ts. */
const { text, picture } = journeys;
const parts = { timeout: 900_000 } as const;

describe('the journey with a picture, killed', () => {
	it('survives SIGKILL before and after every request and every write', parts, async () => {
		const { tried, survived, lost } = await killEverywhere({ entry: build.entry, journey: picture, of: 'journey' });
		console.log(`picture: kill points tried ${tried}, survived ${survived}`);
		expect(lost).toEqual([]);
		expect(tried).toBeGreaterThan(30);
	});
});

describe('the journey of a text, killed twice in a row', () => {
	it('survives when the next process dies at its first act on the job', parts, async () => {
		const how = { entry: build.entry, journey: text, of: 'journey', how: 'twice' } as const;
		const { tried, survived, lost } = await killEverywhere(how);
		console.log(`text, killed twice: kill points tried ${tried}, survived ${survived}`);
		expect(lost).toEqual([]);
		expect(tried).toBeGreaterThan(30);
	});
});

describe('the start of a process, killed', () => {
	it('survives SIGKILL before and after every request and every write', parts, async () => {
		const { tried, survived, lost } = await killEverywhere({ entry: build.entry, journey: text, of: 'start' });
		console.log(`start: kill points tried ${tried}, survived ${survived}`);
		expect(lost).toEqual([]);
		expect(tried).toBeGreaterThan(6);
	});
});

describe('the journey of a text, told to stop', () => {
	it('survives SIGTERM at every request and every write, and SIGKILL at whatever comes next', parts, async () => {
		const how = { entry: build.entry, journey: text, of: 'journey', how: 'stopping' } as const;
		const { tried, survived, lost } = await killEverywhere(how);
		console.log(`text, killed while stopping: kill points tried ${tried}, survived ${survived}`);
		expect(lost).toEqual([]);
		expect(tried).toBeGreaterThan(30);
	});
});
