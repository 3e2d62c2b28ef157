import { readFileSync } from 'node:fs';

import { z } from 'zod';

const folder = new URL('../fixtures/providers/', import.meta.url);

/** One answer to a poll, in the shape of the API's reference, and what it tells. */
const LookFixture = z.object({
	name: z.string(),
	status: z.number(),
	body: z.unknown(),
	expect: z.object({
		state: z.enum(['pending', 'running', 'succeeded', 'failed', 'missing']),
		percent: z.number().nullish(),
		urls: z.array(z.string()).optional(),
		videoId: z.string().optional(),
		/** Nothing to fetch is named, so only a family with another way to the bytes may call it done. */
		onlyContent: z.boolean().optional(),
		code: z.string().nullish(),
		detail: z.string().optional(),
		option: z.string().optional(),
	}),
});
export type LookFixture = z.infer<typeof LookFixture>;

const CreateFixture = z.object({
	provider: z.string(),
	name: z.string(),
	status: z.number(),
	text: z.string(),
	id: z.string().nullable(),
});

export const pollForms = [
	...['video-object', 'wrapper', 'kling', 'runway', 'xai', 'volc', 'minimax', 'midjourney', 'errors'],
] as const;

export const pollFixtures = (form: string): LookFixture[] => z.array(LookFixture).parse(read(form));
export const createFixtures = (): z.infer<typeof CreateFixture>[] => z.array(CreateFixture).parse(read('creates'));

function read(name: string): unknown {
	return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
}
