import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MemberPost, Upload } from '../../../sandbox/discord/world/actions.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import type { User } from '../../../sandbox/discord/world/people.js';
import { Canary } from '../../../sandbox/http/canary.js';
import { withVideo, type AppHarness } from '../../harness/appHarness.js';
import { keptFiles, Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { sample } from '../../harness/videoFixtures.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
beforeAll(async () => {
	stage = await Pressing.stage();
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

const clip: Upload = { name: 'boat.mp4', bytes: sample };
const model = ['grok-imagine-video'];

/** Somebody uses `Edit video` on a message that somebody has posted. */
async function edited(post: MemberPost, user: User): Promise<Interaction> {
	const message = stage.discord.post(post);
	const opened = stage.discord.runMessageCommand({ user, message, command: 'Edit video', locale: user.locale });
	await opened.responded();
	return opened;
}

/** Makes every field of a form one that may be left out. */
function allowNone(fields: unknown): void {
	if (typeof fields !== 'object' || fields === null) return;
	if ('min_values' in fields) Object.assign(fields, { min_values: 0, required: false });
	for (const inner of Object.values(fields)) allowNone(inner);
}

/** What the create said of the clip. */
const sentClip = (): string => JSON.stringify(stage.comet.tasks.at(-1)?.exchange.json);

const gallery = (media: object): object => ({ type: 12, items: [{ media }] });
const section = { type: 9, components: [{ type: 10, content: 'A boat' }] };
const shown: [string, (media: object) => object[]][] = [
	['a gallery', (media) => [gallery(media)]],
	['a file component', (file) => [{ type: 13, file }]],
	['a container with a gallery', (media) => [{ type: 17, components: [gallery(media)] }]],
	[
		'a container with a section and a file',
		(file) => [
			{
				type: 17,
				components: [
					{ ...section, accessory: { type: 11, media: { url: 'attachment://still.png' } } },
					{ type: 13, file },
				],
			},
		],
	],
];

describe('Edit video on what a message shows by components', () => {
	it.each(shown)('edits the clip of %s, forwarded or not', async (name, components) => {
		const user = stage.member();
		const still = { name: 'still.png', bytes: Buffer.from('no picture is read here') };
		const attachments = name.includes('section') ? [clip, still] : [clip];
		const post = { user, components: components({ url: 'attachment://boat.mp4' }), attachments };
		const opened = await edited(post, user);
		await pressing.submit(opened, { prompt: 'at night', model });
		expect(withVideo([await pressing.outcome(opened.id, user)])).toHaveLength(1);
		expect(sentClip()).toContain('boat.mp4');

		const forwards = stage.discord.post(post);
		const forwarded = await edited({ user, forwards }, user);
		await pressing.submit(forwarded, { prompt: 'in the rain', model });
		expect(withVideo([await pressing.outcome(forwarded.id, user)])).toHaveLength(1);
		expect(sentClip()).toContain('boat.mp4');
	});

	it('edits a clip that is attached to a forwarded message', async () => {
		const user = stage.member();
		const forwards = stage.discord.post({ user: stage.discord.world.bob, attachments: [clip] });
		const opened = await edited({ user, forwards }, user);
		await pressing.submit(opened, { prompt: 'at night', model });
		expect(withVideo([await pressing.outcome(opened.id, user)])).toHaveLength(1);
	});

	it('never goes where a hostile gallery leads', async () => {
		const canary = await Canary.start();
		const user = stage.member();
		const creates = stage.comet.creates;
		for (const url of [`${canary.origin}/a.mp4`, 'http://169.254.169.254/a.mp4']) {
			const opened = await edited({ user, components: [gallery({ url, content_type: 'video/mp4' })] }, user);
			if (opened.modal === undefined) continue;
			const sent = await pressing.submit(opened, { prompt: 'at night', model });
			await stage.becomes(() => stage.discord.original(sent) !== undefined);
		}
		expect(canary.contacts).toEqual([]);
		expect(stage.comet.creates).toBe(creates);
		await canary.close();
	});
});

describe('a clip of somebody else’s', () => {
	it('is neither kept nor sent to anybody when its use is not said to be allowed', async () => {
		const user = stage.member();
		const creates = stage.comet.creates;
		const opened = await edited({ user: stage.discord.world.bob, attachments: [clip] }, user);
		await soon(() => keptFiles(stage, opened.id)).toHaveLength(1);
		// Discord's own client lets nobody send the form without it.
		allowNone(opened.modal?.components);
		const refused = await pressing.submit(opened, { prompt: 'at night', model });
		expect(pressing.answer(refused)).toContain('at night');
		await soon(() => keptFiles(stage, opened.id)).toEqual([]);
		expect(await stage.job(opened)).toBeUndefined();
		expect(stage.comet.creates).toBe(creates);
	});
});

describe('erasure', () => {
	it('deletes a member’s clip, of a video that is told and of a form that is open', async () => {
		const user = stage.member();
		const options = { model: 'grok-imagine-video' };
		const { jobId } = await pressing.told({ user, options, attachments: { video: clip } });
		const opened = await edited({ user, attachments: [clip] }, user);
		await soon(() => keptFiles(stage, opened.id)).toHaveLength(1);
		expect(await keptFiles(stage, jobId)).toContain(`${jobId}-video.mp4`);

		const page = stage.discord.invoke({ user, command: 'video-privacy' });
		await page.responded();
		await pressing.press(stage.discord.original(page), 'forget', user);
		await pressing.press(stage.discord.original(page), 'forget', user);
		await soon(() => keptFiles(stage, jobId)).toEqual([]);
		await soon(() => keptFiles(stage, opened.id)).toEqual([]);
		expect(JSON.stringify(await stage.job({ id: jobId }))).not.toContain('boat');
	});
});
