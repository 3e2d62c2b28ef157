import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { NotPossible } from '../../../sandbox/discord/world/actions.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import { DiscordSimulator } from '../../../sandbox/discord/simulator.js';
import { register } from './bot.js';
import { Caller } from './caller.js';

const minutes = 60_000;

describe('the rules of interactions', () => {
	let discord: DiscordSimulator;
	let call: Caller;
	let now: number;

	beforeEach(async () => {
		now = Date.now();
		discord = await DiscordSimulator.start({ now: () => now });
		call = new Caller(discord);
		await register(discord);
	});
	afterEach(() => discord.close());

	const invoke = (): Interaction =>
		discord.invoke({ user: discord.world.alice, command: 'video', options: { prompt: 'a cat' } });
	const acknowledged = async (json: unknown = { type: 4, data: { content: 'hello' } }): Promise<Interaction> => {
		const interaction = invoke();
		expect(await call.acknowledge(interaction, json)).toMatchObject({ status: 200 });

		return interaction;
	};

	describe('the first response', () => {
		it('is taken once (40060)', async () => {
			const interaction = await acknowledged();
			expect(await call.acknowledge(interaction)).toMatchObject({ status: 400, code: 40060 });
			expect(discord.messages()).toHaveLength(1);
		});

		it('is too late after three seconds (10062), not before', async () => {
			const [early, late] = [invoke(), invoke()];
			now += 3000;
			expect(await call.acknowledge(early)).toMatchObject({ status: 200 });
			now += 1;
			expect(await call.acknowledge(late)).toMatchObject({ status: 404, code: 10062 });
		});

		it('needs the right id and token (10062)', async () => {
			const interaction = invoke();
			const path = `/interactions/${interaction.id}/${invoke().token}/callback`;
			expect(await call.send('POST', path, { type: 5 })).toMatchObject({ status: 404, code: 10062 });
		});

		it('answers 204 without a body, or says which message it made when asked', async () => {
			const quiet = invoke();
			const answer = await call.send('POST', `/interactions/${quiet.id}/${quiet.token}/callback`, { type: 5 });
			expect(answer).toMatchObject({ status: 204, body: '' });

			const { body } = await call.acknowledge(invoke());
			expect(body.interaction).toMatchObject({
				type: 2,
				response_message_id: discord.messages()[1]!.id,
				response_message_loading: true,
				response_message_ephemeral: false,
			});
			expect(body.resource.message).toBeUndefined();
			const shown = await call.acknowledge(invoke(), { type: 4, data: { content: 'hello' } });
			expect(shown.body.resource.message?.content).toBe('hello');
		});

		it('that is refused leaves the interaction unanswered', async () => {
			const interaction = invoke();
			expect(await call.acknowledge(interaction, { type: 4, data: {} })).toMatchObject({ code: 50006 });
			expect(await call.acknowledge(interaction)).toMatchObject({ status: 200 });
		});

		it.each([32_768, 4, 4096])('allows a deferral no flag but EPHEMERAL, such as %i', async (flags) => {
			expect(await call.acknowledge(invoke(), { type: 5, data: { flags } })).toMatchObject({
				status: 400,
				code: 50035,
			});
			expect(await call.acknowledge(invoke(), { type: 5, data: { flags: 64 } })).toMatchObject({ status: 200 });
		});

		it('suits its interaction: no choices to a command, no update without a message, no modal to a modal', async () => {
			expect(await call.acknowledge(invoke(), { type: 8, data: { choices: [] } })).toMatchObject({ code: 50035 });
			expect(await call.acknowledge(invoke(), { type: 7, data: { content: 'x' } })).toMatchObject({ code: 50035 });
			const opener = invoke();
			await call.acknowledge(opener, modal([{ type: 10, content: 'words' }]));
			const submit = discord.submitModal(opener, {});
			expect(await call.acknowledge(submit, modal([{ type: 10, content: 'words' }]))).toMatchObject({ code: 50035 });
		});

		it('to an autocomplete holds at most 25 choices', async () => {
			const type = (): Interaction =>
				discord.autocomplete({ user: discord.world.alice, command: 'video', focused: 'model' });
			const choices = Array.from({ length: 26 }, (_, index) => ({ name: `n${index}`, value: `v${index}` }));
			expect(await call.acknowledge(type(), { type: 8, data: { choices } })).toMatchObject({ code: 50035 });
			expect(await call.acknowledge(type(), { type: 8, data: { choices: choices.slice(1) } })).toMatchObject({
				status: 200,
			});
		});
	});

	describe('modals', () => {
		const input = (id: string, more: object = {}): object => ({
			type: 18,
			label: 'L',
			component: { type: 4, custom_id: id, style: 1, ...more },
		});

		it('cannot follow a deferral (40060)', async () => {
			expect(await call.acknowledge(await acknowledged({ type: 5 }), modal([input('a')]))).toMatchObject({
				code: 40060,
			});
		});

		it.each([
			[
				'a title over 45',
				'"title":{"_errors":[{"code":"BASE_TYPE_BAD_LENGTH',
				modal([input('a')], { title: 'x'.repeat(46) }),
			],
			['no component', '"components":{"_errors":[{"code":"BASE_TYPE_BAD_LENGTH', modal([])],
			[
				'six components',
				'"components":{"_errors":[{"code":"BASE_TYPE_BAD_LENGTH',
				modal(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => input(id))),
			],
			['a custom_id twice', 'COMPONENT_CUSTOM_ID_DUPLICATED', modal([input('a'), input('a')])],
			[
				'a disabled component',
				'MODAL_COMPONENT_DISABLED',
				modal([{ type: 18, label: 'L', component: { ...select, disabled: true } }]),
			],
			[
				'a label over 45',
				'"label":{"_errors":[{"code":"BASE_TYPE_BAD_LENGTH',
				modal([{ type: 18, label: 'x'.repeat(46), component: { type: 4, custom_id: 'a', style: 1 } }]),
			],
			[
				'min_values 0 of something required',
				'NUMBER_TYPE_MIN',
				modal([{ type: 18, label: 'L', component: { ...select, min_values: 0 } }]),
			],
			[
				'a button',
				'"type":{"_errors":[{"code":"BASE_TYPE_CHOICES',
				modal([{ type: 1, components: [{ type: 2, style: 1, custom_id: 'a', label: 'x' }] }]),
			],
		])('are refused with %s', async (_what, reason, json) => {
			const answer = await call.acknowledge(invoke(), json);
			expect(answer).toMatchObject({ status: 400, code: 50035 });
			expect(JSON.stringify(answer.body.errors)).toContain(reason);
		});

		it('give back text, selections and files, held to their bounds', async () => {
			const opener = invoke();
			const upload = { type: 18, label: 'L', component: { type: 19, custom_id: 'file' } };
			await call.acknowledge(
				opener,
				modal([input('a', { max_length: 3 }), { type: 18, label: 'L', component: select }, upload]),
			);
			const file = { name: 'cat.png', bytes: Buffer.from('cat') };
			expect(() => discord.submitModal(opener, { a: 'long', s: ['v'], file: [file] })).toThrow(NotPossible);
			expect(() => discord.submitModal(opener, { a: 'ok', s: ['w'], file: [file] })).toThrow(NotPossible);
			expect(() => discord.submitModal(opener, { a: 'ok', s: ['v'] })).toThrow(NotPossible);
			expect(() => discord.submitModal(opener, { a: 'ok', s: ['v'], file: [file], b: 'x' })).toThrow(NotPossible);
			const { payload } = discord.submitModal(opener, { a: 'ok', s: ['v'], file: [file] });
			const data = payload['data'] as { components: { component: object }[]; resolved: { attachments: object } };
			expect(data.components.map(({ component }) => component)).toMatchObject([
				{ value: 'ok' },
				{ values: ['v'] },
				{ values: [expect.any(String)] },
			]);
			expect(Object.values(data.resolved.attachments)).toMatchObject([{ filename: 'cat.png', ephemeral: true }]);
		});
	});

	describe('the token', () => {
		it('is unknown to webhook routes until something was acknowledged (10015)', async () => {
			const interaction = invoke();
			expect(await call.editOriginal(interaction, { content: 'x' })).toMatchObject({ status: 404, code: 10015 });
			expect(await call.followUp(interaction, { content: 'x' })).toMatchObject({ status: 404, code: 10015 });
			const path = `/webhooks/${discord.applicationId}/nonsense/messages/@original`;
			expect(await call.send('GET', path, undefined)).toMatchObject({ status: 404, code: 10015 });
		});

		it('lives for fifteen minutes, edits notwithstanding (401, 50027)', async () => {
			const interaction = await acknowledged();
			now += 15 * minutes;
			expect(await call.editOriginal(interaction, { content: 'x' })).toMatchObject({ status: 200 });
			now += 1;
			for (const [method, rest] of [
				['PATCH', '/messages/@original'],
				['POST', ''],
				['GET', '/messages/@original'],
				['DELETE', '/messages/@original'],
			] as const) {
				const json = method === 'GET' || method === 'DELETE' ? undefined : { content: 'y' };
				expect(await call.webhook(method, interaction, rest, json)).toMatchObject({ status: 401, code: 50027 });
			}
		});

		it('can be made to die early, one or all', async () => {
			const [one, other] = [await acknowledged(), await acknowledged()];
			discord.faults.expireTokens(one);
			expect(await call.editOriginal(one, { content: 'x' })).toMatchObject({ code: 50027 });
			expect(await call.editOriginal(other, { content: 'x' })).toMatchObject({ status: 200 });
			discord.faults.expireTokens();
			expect(await call.editOriginal(other, { content: 'x' })).toMatchObject({ code: 50027 });
		});

		it('reaches only messages of its own interaction (10008)', async () => {
			const interaction = await acknowledged();
			const { body } = await call.followUp(interaction, { content: 'more' });
			expect(await call.webhook('GET', interaction, `/messages/${body.id}`)).toMatchObject({ status: 200 });
			const foreign = discord.original(await acknowledged())!.id;
			expect(await call.webhook('PATCH', interaction, `/messages/${foreign}`, { content: 'x' })).toMatchObject({
				code: 10008,
			});
			expect(await call.webhook('DELETE', interaction, '/messages/@original')).toMatchObject({ status: 204 });
			expect(await call.editOriginal(interaction, { content: 'x' })).toMatchObject({ status: 404, code: 10008 });
		});
	});

	describe('follow-ups', () => {
		it('fill the loading message first, whatever their ephemeral flag, and then stand alone', async () => {
			const interaction = await acknowledged({ type: 5 });
			const first = await call.followUp(interaction, { content: 'one', flags: 64 });
			expect(first.body).toMatchObject({ id: interaction.originalId, flags: 0 });
			const second = await call.followUp(interaction, { content: 'two', flags: 64 });
			expect(second.body.flags).toBe(64);
			expect(discord.messages().map(({ content }) => content)).toEqual(['one']);
			expect(discord.messages(discord.world.channel, discord.world.alice)).toHaveLength(2);
		});

		it('are capped at five for an app that is only user-installed (40094), and free otherwise', async () => {
			discord.world.alice.installed = true;
			discord.world.kickBot(discord.world.guild);
			const interaction = await acknowledged();
			for (let count = 0; count < 5; count++)
				expect(await call.followUp(interaction, { content: 'x' })).toMatchObject({ status: 200 });
			expect(await call.followUp(interaction, { content: 'x' })).toMatchObject({ status: 400, code: 40094 });
			expect(await call.editOriginal(interaction, { content: 'still' })).toMatchObject({ status: 200 });
		});

		it('are not capped in a guild that has the app', async () => {
			const interaction = await acknowledged();
			for (let count = 0; count < 6; count++)
				expect(await call.followUp(interaction, { content: 'x' })).toMatchObject({ status: 200 });
		});
	});

	describe('ephemeral replies', () => {
		it('do not exist for the bot token (10008), nor for other members', async () => {
			const interaction = await acknowledged({ type: 5, data: { flags: 64 } });
			await call.editOriginal(interaction, { content: 'secret', flags: 0 });
			const path = `/channels/${discord.world.channel.id}/messages`;
			for (const method of ['PATCH', 'GET', 'DELETE']) {
				const json = method === 'PATCH' ? { content: 'x' } : undefined;
				expect(await call.bot(method, `${path}/${interaction.originalId}`, json)).toMatchObject({
					status: 404,
					code: 10008,
				});
			}
			expect((await call.bot('GET', path)).body).toEqual([]);
			expect(discord.messages()).toEqual([]);
			expect(discord.original(interaction)).toMatchObject({ content: 'secret', flags: 64 });
		});

		it('are forced on a user install whose member lacks USE_EXTERNAL_APPS', async () => {
			const { world } = discord;
			world.alice.installed = true;
			world.kickBot(world.guild);
			expect((await acknowledged({ type: 5 })).ephemeral).toBe(false);
			world.deny(world.channel, ['USE_EXTERNAL_APPS'], world.alice);
			const { body } = await call.acknowledge(invoke());
			expect(body.interaction.response_message_ephemeral).toBe(true);
		});
	});

	it('lets the bot token edit an ordinary reply after the token has died', async () => {
		const interaction = await acknowledged({ type: 5 });
		now += 20 * minutes;
		const path = `/channels/${discord.world.channel.id}/messages/${interaction.originalId}`;
		expect(await call.bot('PATCH', path, { content: 'late' })).toMatchObject({
			status: 200,
			body: { content: 'late', flags: 0 },
		});
	});

	it('dispatches the same interaction again when told to', () => {
		const seen: string[] = [];
		discord.on('interaction', ({ id }) => seen.push(id));
		const interaction = invoke();
		discord.redeliver(interaction);
		expect(seen).toEqual([interaction.id]);
		expect(interaction.delivered).toBe(false);
	});

	describe('members', () => {
		it.each([
			['an unknown command', 'there is no command', { command: 'film', options: {} }],
			['a missing required option', 'prompt is required', { command: 'video', options: {} }],
			['an unknown option', 'no option colour', { command: 'video', options: { prompt: 'x', colour: 'red' } }],
			[
				'a value of the wrong type',
				'must be a number',
				{ command: 'video', options: { prompt: 'x', duration: 'long' } },
			],
			['a value out of bounds', 'too large', { command: 'video', options: { prompt: 'x', duration: 31 } }],
			['a text that is too long', 'too long', { command: 'video', options: { prompt: 'x'.repeat(2001) } }],
			['a value that is no choice', 'only its choices', { command: 'video', options: { prompt: 'x', aspect: '1:1' } }],
			['a command above their permissions', 'may not use', { command: 'video-admin usage' }],
			[
				'a base command that has subcommands',
				'only be used with a subcommand',
				{ user: 'admin', command: 'video-admin' },
			],
			[
				'a file of another kind',
				'takes only image',
				{
					command: 'video',
					options: { prompt: 'x' },
					attachments: { image: { name: 'a.txt', bytes: Buffer.from('a') } },
				},
			],
		])('cannot use %s', (_what, reason, act) => {
			const user = 'user' in act ? discord.world.admin : discord.world.alice;
			const attempt = (): unknown => discord.invoke({ ...act, user });
			expect(attempt).toThrow(NotPossible);
			expect(attempt).toThrow(reason);
		});

		it('with Manage Server may use what asks for it', () => {
			const { payload } = discord.invoke({ user: discord.world.admin, command: 'video-admin usage' });
			expect(payload['data']).toMatchObject({
				name: 'video-admin',
				options: [{ name: 'usage', type: 1, options: [] }],
			});
		});

		it('bring along where they are and what was installed', () => {
			const { world } = discord;
			const prompt = { command: 'video', options: { prompt: 'x' } };
			const dm = world.dmWith(world.alice);
			const group = world.addPrivateChannel([world.alice, world.bob, world.admin]);
			expect(invoke().payload).toMatchObject({
				context: 0,
				authorizing_integration_owners: { '0': world.guild.id },
				locale: 'en-US',
			});
			expect(discord.invoke({ user: world.alice, channel: dm, ...prompt }).payload).toMatchObject({
				context: 1,
				authorizing_integration_owners: { '0': '0' },
			});
			expect(() => discord.invoke({ user: world.alice, channel: group, ...prompt })).toThrow(NotPossible);
			world.alice.installed = true;
			expect(discord.invoke({ user: world.alice, channel: group, ...prompt }).payload).toMatchObject({
				context: 2,
				authorizing_integration_owners: { '1': world.alice.id },
			});
		});

		it('raise the upload limit by subscription and boosts', () => {
			const mebibyte = 1024 * 1024;
			expect(invoke().payload['attachment_size_limit']).toBe(10 * mebibyte);
			discord.world.guild.premiumTier = 2;
			expect(invoke().payload['attachment_size_limit']).toBe(50 * mebibyte);
			discord.world.alice.uploadLimit = 500 * mebibyte;
			expect(invoke().payload['attachment_size_limit']).toBe(500 * mebibyte);
		});

		it('cannot press what is disabled, gone or not theirs to see', async () => {
			const button = { type: 2, style: 1, label: 'x' };
			const rows = (disabled: boolean): object[] => [
				{ type: 1, components: [{ ...button, custom_id: 'b', disabled }] },
			];
			const interaction = await acknowledged({ type: 4, data: { content: 'x', flags: 64, components: rows(false) } });
			const { alice, bob } = discord.world;
			const message = interaction.originalId ?? '';
			expect(() => discord.press({ user: bob, message, customId: 'b' })).toThrow(NotPossible);
			expect(() => discord.press({ user: alice, message, customId: 'c' })).toThrow(NotPossible);
			expect(discord.press({ user: alice, message, customId: 'b' }).payload).toMatchObject({
				type: 3,
				message: { id: message },
			});
			await call.editOriginal(interaction, { components: rows(true) });
			expect(() => discord.press({ user: alice, message, customId: 'b' })).toThrow(NotPossible);
		});

		it('select what a select offers', async () => {
			const interaction = await acknowledged({
				type: 4,
				data: { content: 'x', components: [{ type: 1, components: [select] }] },
			});
			const act = { user: discord.world.bob, message: interaction.originalId ?? '', customId: 's' };
			expect(discord.select({ ...act, values: ['v'] }).payload['data']).toMatchObject({
				component_type: 3,
				values: ['v'],
			});
			expect(() => discord.select({ ...act, values: ['w'] })).toThrow(NotPossible);
			expect(() => discord.select({ ...act, values: [] })).toThrow(NotPossible);
		});
	});
});

const select = { type: 3, custom_id: 's', options: [{ label: 'L', value: 'v' }] };

function modal(components: readonly object[], more: object = {}): object {
	return { type: 9, data: { custom_id: 'm', title: 'T', components, ...more } };
}
