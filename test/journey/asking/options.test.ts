import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Invocation } from '../../../sandbox/discord/world/actions.js';
import { expectGoodManners } from '../../harness/promises.js';
import { AppHarness, withVideo } from '../../harness/appHarness.js';
import { sample } from '../../harness/videoFixtures.js';

let stage: AppHarness;
beforeAll(async () => {
	stage = await AppHarness.set({ comet: { plan: { pollsToDone: 1 } }, env: { DAILY_USD: '' } });
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

/** A new member asks; what they were told, and the create that was sent for it. */
async function asked(act: Partial<Invocation>) {
	const interaction = stage.video({ user: stage.member(), ...act });
	const message = await stage.told(interaction);
	const task = stage.comet.tasks.at(-1)!;
	return { interaction, message, task, files: task.exchange.form?.files ?? [] };
}

describe('the options of /video', () => {
	it.each([
		['veo3.1-fast', { duration: 8, aspect: '9:16' }, { seconds: '8', size: '720x1280' }],
		['veo3.1', { resolution: '1080p' }, { seconds: '4', size: '1920x1080' }],
		['doubao-seedance-2-0', { duration: 11, aspect: '21:9', resolution: '480p' }, { seconds: '11', size: '992x432' }],
	])('%s is asked for length and size in its own fields', async (model, options, sent) => {
		const { task } = await asked({ options: { prompt: 'a paper boat', model, ...options } });
		expect(task.request).toEqual({ prompt: 'a paper boat', model, ...sent });
	});

	it('sends what a family of another route calls by another name', async () => {
		const options = { prompt: 'a tiger', model: 'kling-v3', negative_prompt: 'rain', duration: 5, aspect: '1:1' };
		const { task } = await asked({ options });
		expect(task.request).toMatchObject({ prompt: 'a tiger', negative_prompt: 'rain', aspect_ratio: '1:1' });
	});

	it('covers the video when it is a spoiler, and its words with it, for those who cannot see it too', async () => {
		const { message } = await asked({ options: { prompt: 'a *red* kite', spoiler: true } });
		const gallery = JSON.stringify(message.components);
		expect(gallery).toContain('"spoiler":true');
		expect(gallery).toContain('"description":"Video made from a prompt"');
	});

	it('keeps a private video between the bot and the member', async () => {
		const { interaction, message } = await asked({ options: { private: true } });
		expect(interaction.ephemeral).toBe(true);
		expect(withVideo([message])).toHaveLength(1);
		expect(stage.discord.messages().some(({ id }) => id === message.id)).toBe(false);
		expect(stage.discord.notifications.filter(({ userId }) => userId === interaction.userId)).toEqual([]);
	});

	it('offers models while typing, then the lengths of the one that was chosen', async () => {
		const type = (focused: string, options: Record<string, string>) =>
			stage.discord.autocomplete({ command: 'video', user: stage.member(), focused, options }).choices();
		const models = await type('model', { prompt: 'x', model: 'veo' });
		expect(models.map(({ value }) => value)).toContain('veo3.1-fast');
		const lengths = await type('duration', { prompt: 'x', model: 'veo3.1-fast', duration: '' });
		expect(lengths.map(({ value }) => value)).toEqual([4, 6, 8]);
		const shapes = await type('aspect', { prompt: 'x', model: 'doubao-seedance-2-0', aspect: '2' });
		expect(shapes.map(({ value }) => value)).toEqual(['21:9']);
	});

	it('offers only what takes a clip once one is picked', async () => {
		const attachments = { video: { name: 'boat.mp4', bytes: sample } };
		const type = async (focused: string, options: Record<string, string | number>, picked = {}) => {
			const act = { command: 'video', user: stage.member(), focused, options, attachments: picked };
			return (await stage.discord.autocomplete(act).choices()).map(({ value }) => value);
		};
		expect(await type('model', { model: '' })).toContain('sora-2');
		const takers = await type('model', { model: '' }, attachments);
		expect(takers).toEqual(expect.arrayContaining(['gen4_aleph', 'kling-video-o1', 'omni-fast-v2v']));
		expect(takers).not.toContain('sora-2');
		expect(await type('model', { model: 'sora' }, attachments)).toEqual([]);

		// Made after the clip, in a length of its own; the others leave it as long as it is.
		expect(await type('duration', { model: 'kling-video-o1' }, attachments)).toEqual([5, 10]);
		expect(await type('duration', { model: 'veo3.1-fast' }, attachments)).toEqual([]);
		expect(await type('duration', { model: 'grok-imagine-video' })).not.toEqual([]);
		expect(await type('duration', { model: 'grok-imagine-video' }, attachments)).toEqual([]);
		// Without a name, those of the model that would be chosen for it.
		expect(await type('resolution', {})).not.toEqual([]);
		expect(await type('resolution', {}, attachments)).toEqual([]);
	});
});
