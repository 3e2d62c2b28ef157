import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { APIMessage } from 'discord-api-types/v10';
import type { Invocation, ModalValues } from '../../../sandbox/discord/world/actions.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import type { User } from '../../../sandbox/discord/world/people.js';
import { minutes } from '../../../src/lib/time.js';
import type { Action } from '../../../src/messages/parts/customId.js';
import { aPicture } from '../../harness/aPicture.js';
import { buttonOf, textOf, withVideo, type AppHarness } from '../../harness/appHarness.js';
import { keptFiles, Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
beforeAll(async () => {
	stage = await Pressing.stage({ MEMBER_RUNNING_JOBS: '1' });
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

const prompt = 'a paper boat\nin `heavy` rain';

/** A member asks for what is not made; what they are told, in private. */
async function refused(act: Partial<Invocation> & { user?: User }, locale = 'en-US') {
	const { user = stage.member(locale) } = act;
	const interaction = stage.video({ ...act, user, locale, options: { prompt, ...act.options } });
	await interaction.responded();
	expect(interaction.ephemeral).toBe(true);
	expect(await stage.job(interaction)).toBeUndefined();
	return { user, interaction, card: stage.discord.original(interaction)! };
}

/** The form that a card's *Edit* opens, as it is filled in, sent with other values. */
async function amended(card: APIMessage, user: User, values: ModalValues): Promise<Interaction> {
	return pressing.submit(await pressing.press(card, 'amend', user), values);
}

const buttonsOf = (message: APIMessage | undefined): Action[] =>
	(['retry', 'amend', 'confirm', 'decline'] as const).filter((action) => buttonOf(message, action) !== undefined);

describe('a request that cannot be made as it is', () => {
	it.each([
		['a length', { duration: 7, model: 'veo3.1-fast' }, 'instead of 7'],
		['a shape', { aspect: '21:9', model: 'veo3.1-fast' }, 'instead of 21:9'],
		['an option that the model ignores', { negative_prompt: 'people', model: 'veo3.1-fast' }, 'does not use'],
		['a seed that the model ignores', { seed: 7, model: 'veo3.1-fast' }, 'does not use'],
	])('is offered as it could be made: %s', async (_, options, words) => {
		const { user, interaction, card } = await refused({ options });
		expect(textOf(card)).toContain(words);
		expect(textOf(card)).toContain('a paper boat');
		expect(buttonsOf(card)).toEqual(['amend', 'confirm', 'decline']);
		await pressing.press(card, 'confirm', user);
		expect(withVideo([await pressing.outcome(interaction.id, user)])).toHaveLength(1);
	});

	it.each([
		['a model that nobody offers', { model: 'sora-9' }, 'no model called'],
		['a negative prompt that is too long', { model: 'kling-v3', negative_prompt: 'x'.repeat(3000) }, 'at most'],
	])('keeps its words and leads to the form: %s', async (_, options, words) => {
		const { card, user } = await refused({ options });
		expect(textOf(card)).toContain(words);
		expect(textOf(card)).toContain('a paper boat');
		expect(buttonsOf(card)).toEqual(['amend']);
		const form = await pressing.press(card, 'amend', user);
		expect(JSON.stringify(form.modal)).toContain('in `heavy` rain');
	});

	it('is made from the form with its pictures, in place of the card', async () => {
		const image = await aPicture();
		const options = { model: 'nobody-knows-it', spoiler: true };
		const { card, user, interaction } = await refused({ options, attachments: { image } });
		await soon(() => keptFiles(stage, interaction.id)).toHaveLength(1);
		await amended(card, user, { prompt: 'a red boat', model: ['veo3.1-fast'], duration: '4', shape: '' });
		await pressing.outcome(interaction.id, user);
		const job = await stage.job(interaction);
		expect(job).toMatchObject({ outcome: { type: 'succeeded' }, request: { prompt: 'a red boat', spoiler: true } });
		expect(stage.comet.tasks.at(-1)!.exchange.form?.files).toHaveLength(1);
		// The refusal is gone.
		expect(stage.discord.original(interaction)).toBeUndefined();
	});

	it('takes another picture in place of one that is none', async () => {
		const image = { name: 'boat.heic', bytes: new Uint8Array(9), contentType: 'image/heic' };
		const { card, user, interaction } = await refused({ attachments: { image }, options: { model: 'veo3.1-fast' } });
		const form = { prompt, model: ['veo3.1-fast'], duration: '', shape: '' };
		await amended(card, user, { ...form, pictures: [await aPicture()] });
		expect(withVideo([await pressing.outcome(interaction.id, user)])).toHaveLength(1);
		expect(stage.comet.tasks.at(-1)!.exchange.form?.files).toHaveLength(1);
	});

	it('is refused again in the same card, which keeps what was typed last', async () => {
		const { card, user, interaction } = await refused({ options: { model: 'sora-9' } });
		const form = { model: ['veo3.1-fast'], duration: '', shape: '' };
		const second = await amended(card, user, { ...form, prompt: 'x'.repeat(3990) + ' end' });
		// Veo takes as much: what follows is the question or the video.
		await second.responded();
		await pressing.outcome(interaction.id, user);

		const again = await refused({ options: { model: 'sora-9' } });
		const blank = await amended(again.card, again.user, { ...form, prompt: '\u2800' });
		expect(blank.acknowledgement).toMatchObject({ type: 7 });
		const shown = stage.discord.original(again.interaction);
		expect(textOf(shown)).toContain('Please write a prompt');
		expect(buttonsOf(shown)).toEqual(['amend']);
		await amended(shown!, again.user, { ...form, prompt: 'a boat' });
		expect(withVideo([await pressing.outcome(again.interaction.id, again.user)])).toHaveLength(1);
	});

	it('asks about the edited one where that is dear or adjusted, still in the same card', async () => {
		const { card, user, interaction } = await refused({ options: { model: 'sora-9' } });
		await amended(card, user, { prompt, model: ['veo3.1-fast'], duration: '7', shape: '' });
		const shown = stage.discord.original(interaction);
		expect(textOf(shown)).toContain('instead of 7');
		await pressing.press(shown, 'confirm', user);
		expect(withVideo([await pressing.outcome(interaction.id, user)])).toHaveLength(1);
		expect(stage.discord.original(interaction)).toBeUndefined();
	});

	it('is kept for ten minutes, through a restart', async () => {
		const { card, user, interaction } = await refused({ options: { model: 'sora-9' } }, 'ko');
		expect(textOf(card)).toContain('보관해');
		await stage.stop();
		await stage.start();
		await stage.leap(minutes(11), minutes(1));
		await pressing.press(card, 'amend', user);
		const shown = stage.discord.original(interaction);
		expect(textOf(shown)).toContain('제안');
		expect(textOf(shown), 'the words can still be copied').toContain('a paper boat');
		expect(textOf(shown)).not.toContain('보관해');
		expect(buttonsOf(shown)).toEqual([]);
	});

	it('gives back the words of a form that is sent after its time', async () => {
		const { card, user } = await refused({ options: { model: 'sora-9' } });
		const form = await pressing.press(card, 'amend', user);
		await stage.leap(minutes(11), minutes(1));
		const values = { prompt: 'a red boat, and a gull', model: ['veo3.1-fast'], duration: '', shape: '' };
		const sent = await pressing.submit(form, values);
		expect(await stage.job(sent)).toBeUndefined();
		const [shown] = stage.discord.messages(stage.discord.world.channel.id, user.id).filter(({ id }) => id === card.id);
		expect(textOf(shown)).toContain('has expired');
		expect(textOf(shown)).toContain('a red boat, and a gull');
	});
});

describe('a request that a limit refuses', () => {
	it('is made by "Try again" as it was, once, when there is room', async () => {
		stage.comet.next({ pollsToDone: 4 });
		const image = await aPicture();
		const user = stage.member();
		const first = stage.video({ user, options: { prompt: 'the first' } });
		await first.responded();
		const { card, interaction } = await refused({ user, attachments: { image }, options: { model: 'veo3.1-fast' } });
		expect(textOf(card)).toContain('already');
		expect(textOf(card)).toContain('heavy');
		expect(buttonsOf(card)).toEqual(['retry']);
		const early = await pressing.press(card, 'retry', user);
		expect(early.acknowledgement).toMatchObject({ type: 7 });
		expect(await stage.job(interaction)).toBeUndefined();

		await stage.told(first);
		await pressing.closed(first.id);
		const before = stage.comet.creates;
		const shown = stage.discord.original(interaction);
		const presses = [pressing.start(shown, 'retry', user), pressing.start(shown, 'retry', user)];
		await Promise.all(presses.map((press) => press.responded()));
		expect(withVideo([await pressing.outcome(interaction.id, user)])).toHaveLength(1);
		expect(stage.comet.creates).toBe(before + 1);
		expect(stage.comet.tasks.at(-1)!.exchange.form?.files).toHaveLength(1);
	});
});
