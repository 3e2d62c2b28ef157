import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Exchange } from '../../../sandbox/http/exchange.js';
import { buttonOf, textOf, withVideo, type AppHarness } from '../../harness/appHarness.js';
import { Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
beforeAll(async () => {
	stage = await Pressing.stage({ PROMPT_MODEL: 'gpt-of-the-house' });
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

const chats = (x: Exchange): boolean => x.path === '/v1/chat/completions';
const better = 'A slow tracking shot at golden hour: a paper boat.';

/** A member asks for a better prompt; the question, once something has come of it. */
async function asked(words: string, options: Record<string, string | number | boolean> = {}, locale = 'en-US') {
	const before = stage.comet.creates;
	const user = stage.member(locale);
	const typed = { prompt: 'a paper boat', improve: true, model: 'veo3.1-fast', ...options };
	const interaction = stage.video({ user, locale, options: typed });
	await interaction.responded();
	expect(interaction.ephemeral).toBe(true);
	const question = () => stage.discord.original(interaction)!;
	await soon(() => textOf(question())).toContain(words);
	expect(stage.comet.creates).toBe(before);
	return { user, interaction, question };
}

const lastPrompt = (): unknown => (stage.comet.tasks.at(-1)!.request as { prompt?: unknown }).prompt;

describe('a better prompt', () => {
	it('is shown beside the member’s own before anything is made, and made when they say so', async () => {
		const { user, interaction, question } = await asked(better);
		expect(textOf(question())).toContain('> a paper boat');
		expect(stage.comet.server.exchanges.find(chats)?.json).toMatchObject({
			model: 'gpt-of-the-house',
			messages: [{ role: 'system' }, { role: 'user', content: 'a paper boat' }],
		});
		await pressing.press(question(), 'improved', user);
		expect(withVideo([await pressing.outcome(interaction.id, user)])).toHaveLength(1);
		expect(lastPrompt()).toContain(better);
		expect(question()).toBeUndefined();
	});

	it('stands when the command is delivered again, whatever the chat model says then', async () => {
		const { user, interaction, question } = await asked(better);
		const before = stage.comet.server.exchanges.filter(chats).length;
		const well = stage.comet.addFault({ match: chats, act: { kind: 'reset-before' } });
		stage.discord.redeliver(interaction);
		await stage.rest();
		expect(stage.comet.server.exchanges.filter(chats)).toHaveLength(before);
		well();
		await pressing.press(question(), 'improved', user);
		await pressing.outcome(interaction.id, user);
		expect(lastPrompt()).toContain(better);
	});

	it('leaves the member their own', async () => {
		const { user, interaction, question } = await asked('다듬은 프롬프트', {}, 'ko');
		await pressing.press(question(), 'confirm', user);
		await pressing.outcome(interaction.id, user);
		expect(lastPrompt()).toBe('a paper boat');
	});

	it('can be edited first', async () => {
		const { user, interaction, question } = await asked(better);
		const form = await pressing.press(question(), 'amend', user);
		expect(JSON.stringify(form.modal)).toContain(better);
		await pressing.submit(form, { prompt: `${better} At night.`, model: ['veo3.1-fast'], duration: '', shape: '' });
		await pressing.outcome(interaction.id, user);
		expect(lastPrompt()).toBe(`${better} At night.`);
	});

	it.each<[string, object]>([
		['is away', { kind: 'reset-before' }],
		['refuses', { kind: 'answer', answer: { status: 503, body: { error: { message: 'overloaded', code: '' } } } }],
		['gives nothing', { kind: 'answer', answer: { status: 200, body: { choices: [] } } }],
		[
			'gives blanks',
			{ kind: 'answer', answer: { status: 200, body: { choices: [{ message: { content: ' \n ' } }] } } },
		],
	])('costs nothing but a note where the chat model %s', async (_, act) => {
		stage.comet.addFault({ match: chats, times: 1, act: act as never });
		const { user, interaction, question } = await asked('No better prompt could be written');
		expect(buttonOf(question(), 'improved')).toBeUndefined();
		await pressing.press(question(), 'confirm', user);
		expect(withVideo([await pressing.outcome(interaction.id, user)])).toHaveLength(1);
	});

	it('is cut where it is longer than a message, and harmless where it is hostile', async () => {
		const content = `@everyone [here](https://evil.example.com) ${'long '.repeat(3000)}`;
		const answer = { status: 200, body: { choices: [{ message: { content: [{ type: 'text', text: content }] } }] } };
		stage.comet.addFault({ match: chats, times: 1, act: { kind: 'answer', answer } });
		const { question } = await asked('long long');
		expect(textOf(question()).length).toBeLessThan(4000);
		expect(textOf(question())).not.toMatch(/(?<!\u200B)@everyone(?!\u200B)|(?<!\\)\]\(/u);
	});

	it('is not asked for while the checks refuse the request', async () => {
		const before = stage.comet.server.exchanges.filter(chats).length;
		const user = stage.member();
		const interaction = stage.video({ user, options: { prompt: 'x', improve: true, model: 'sora-9' } });
		await interaction.responded();
		expect(textOf(stage.discord.original(interaction))).toContain('no model called');
		expect(stage.comet.server.exchanges.filter(chats)).toHaveLength(before);
	});

	it('is offered by the bot that has a chat model, and by no other', async () => {
		const names = (body: unknown): boolean => JSON.stringify(body).includes('"name":"improve"');
		const published = stage.discord.exchanges.find((x) => x.method === 'PUT' && x.path.endsWith('/commands'));
		expect(names(published?.json)).toBe(true);
		const plain = await Pressing.stage();
		const without = plain.discord.exchanges.find((x) => x.method === 'PUT' && x.path.endsWith('/commands'));
		expect(without).toBeDefined();
		expect(names(without?.json)).toBe(false);
		await plain.close();
	});
});
