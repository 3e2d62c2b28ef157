import { beforeEach, describe, expect, it } from 'vitest';
import { DiscordProblem, type DiscordProblemKind } from '../../../src/discord/discordProblem.js';
import type { Thumbnail } from '../../../src/jobs/delivery/thumbnail.js';
import { ProgressThumbnail } from '../../../src/services/media/pictures/thumbnails.js';
import { aJob } from '../../harness/aJob.js';

const name = 'reelay-7-start.jpg';
const file = { name, blob: new Blob(['x']), timeoutMs: 10_000 };
const ready = aJob({ pictures: [] });

/** What was sent by each edit: `upload`, `named` or `none`. */
let sent: string[];
let made: number;
beforeEach(() => {
	sent = [];
	made = 0;
});

const onCard = (
	parts: { held?: boolean; made?: Thumbnail | undefined } = { made: { name, file } },
): ProgressThumbnail =>
	new ProgressThumbnail({
		name,
		held: parts.held ?? false,
		make: () => {
			made += 1;
			return Promise.resolve(parts.made);
		},
	});

const problem = (kind: DiscordProblemKind): DiscordProblem =>
	new DiscordProblem({ route: 'PATCH', kind, code: 0, status: 0 });

/** One edit of the card; `refuse` says which of its tries Discord does not take. */
async function edit(
	card: ProgressThumbnail,
	refuse: (how: string) => DiscordProblemKind | undefined = () => undefined,
) {
	await card.prepare(ready);
	await card.edit((thumbnail) => {
		const how = thumbnail === undefined ? 'none' : thumbnail.file === undefined ? 'named' : 'upload';
		sent.push(how);
		const kind = refuse(how);
		return kind === undefined ? Promise.resolve(true) : Promise.reject(problem(kind));
	});
}

const always =
	(kind: DiscordProblemKind, ...which: string[]) =>
	(how: string): DiscordProblemKind | undefined =>
		which.includes(how) ? kind : undefined;

describe('the small picture on a progress message', () => {
	it('is made once, uploaded once, and named from then on', async () => {
		const card = onCard();
		for (let times = 0; times < 3; times += 1) await edit(card);
		expect(sent).toEqual(['upload', 'named', 'named']);
		expect(made).toBe(1);
		expect(card.isShown).toBe(true);
	});

	it('is not made before the pictures have turned out good', async () => {
		const card = onCard();
		await card.prepare(aJob({ pictures: null }));
		expect(made).toBe(0);
		expect(card.current).toBeUndefined();
	});

	it('is only named where an earlier process has uploaded it', async () => {
		const card = onCard({ held: true });
		await edit(card);
		expect(sent).toEqual(['named']);
		expect(made).toBe(0);
	});

	it.each(['forbidden', 'too-large', 'invalid', 'unanswered'] as const)(
		'is given up where the same edit goes through without it (%s)',
		async (kind) => {
			const card = onCard();
			await edit(card, always(kind, 'upload'));
			await edit(card);
			expect(sent).toEqual(['upload', 'none', 'none']);
			expect(card.isShown).toBe(false);
		},
	);

	it('is given up where the message turns out not to hold it', async () => {
		const card = onCard({ held: true });
		await edit(card, always('invalid', 'named'));
		await edit(card);
		expect(sent).toEqual(['named', 'none', 'none']);
	});

	it('is tried again once where nothing gets through, and then no more', async () => {
		const card = onCard();
		const outage = always('unanswered', 'upload', 'none');
		for (let times = 0; times < 4; times += 1) await expect(edit(card, outage)).rejects.toThrow('unanswered');
		expect(sent).toEqual(['upload', 'none', 'upload', 'none', 'none', 'none']);
	});

	it.each(['token-dead', 'gone', 'blocked', 'busy', 'unauthorized'] as const)(
		'is not blamed for what no picture can cause (%s)',
		async (kind) => {
			const card = onCard();
			await expect(edit(card, always(kind, 'upload'))).rejects.toMatchObject({ kind });
			await edit(card);
			expect(sent).toEqual(['upload', 'upload']);
		},
	);

	it('costs an outage no second request once it is uploaded', async () => {
		const card = onCard({ held: true });
		await expect(edit(card, always('unanswered', 'named'))).rejects.toThrow('unanswered');
		await edit(card);
		expect(sent).toEqual(['named', 'named']);
	});

	it('is not taken for shown where there was no way to edit the message', async () => {
		const card = onCard();
		await card.prepare(ready);
		await card.edit(() => Promise.resolve(false));
		expect(card.isShown).toBe(false);
	});

	it('leaves the card alone where none can be made', async () => {
		const card = onCard({ made: undefined });
		await edit(card);
		await edit(card);
		expect(sent).toEqual(['none', 'none']);
		expect(made).toBe(1);
	});
});
