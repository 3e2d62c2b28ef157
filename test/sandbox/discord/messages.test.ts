import type { APIMessage } from 'discord-api-types/v10';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DiscordSimulator } from '../../../sandbox/discord/simulator.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import { register } from './bot.js';
import { Caller, type Body } from './caller.js';

const v2 = 32_768;
const mebibyte = 1024 * 1024;
const text = (content: string, more: object = {}): object => ({ type: 10, content, ...more });
const button = (more: object = {}): object => ({ type: 2, style: 1, label: 'x', custom_id: 'b', ...more });
const row = (...components: object[]): object => ({ type: 1, components });
const gallery = (...names: string[]): object => ({
	type: 12,
	items: names.map((name) => ({ media: { url: `attachment://${name}` } })),
});
const film = { name: 'v.mp4', bytes: Buffer.from('film') };
const picture = { name: 'p.png', bytes: Buffer.from('picture') };

describe('the rules of messages', () => {
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

	const path = (rest = ''): string => `/channels/${discord.world.channel.id}/messages${rest}`;
	const replied = async (data: object = { content: 'x' }): Promise<Interaction> => {
		const interaction = discord.invoke({ user: discord.world.alice, command: 'video', options: { prompt: 'x' } });
		await call.acknowledge(interaction, { type: 4, data });

		return interaction;
	};

	describe('contents', () => {
		it.each([
			['nothing', {}, 50006],
			['blanks only', { content: '  ' }, 50006],
			['an empty list of v2 components', { flags: v2, components: [] }, 50006],
			['2001 characters', { content: 'x'.repeat(2001) }, 50035],
			['a number for content', { content: 5 }, 50035],
			['an embed over its limits', { embeds: [{ description: 'x'.repeat(4097) }] }, 50035],
			[
				'embeds over 6000 characters together',
				{ embeds: [0, 1].map(() => ({ description: 'x'.repeat(3001) })) },
				50035,
			],
			['eleven embeds', { embeds: Array.from({ length: 11 }, () => ({ title: 'x' })) }, 50035],
		])('are refused: %s', async (_what, json, code) => {
			expect(await call.post(json)).toMatchObject({ status: 400, code });
			expect(discord.messages()).toEqual([]);
		});

		it('say where a form is wrong, as Discord does', async () => {
			const { body } = await call.post({ flags: v2, components: [text('')] });
			expect(body.errors).toMatchObject({
				components: { 0: { content: { _errors: [{ code: 'BASE_TYPE_BAD_LENGTH' }] } } },
			});
		});
	});

	describe('components v2', () => {
		const tooMany = Array.from({ length: 8 }, () => ({
			type: 17,
			components: Array.from({ length: 5 }, () => text('x')),
		}));

		it.each([
			['content beside them', 'LEGACY_FIELDS', { flags: v2, content: 'x', components: [text('x')] }],
			['embeds beside them', 'LEGACY_FIELDS', { flags: v2, embeds: [{ title: 'x' }], components: [text('x')] }],
			['41 and more, nested ones counted', 'MAX_TOTAL_COMPONENTS', { flags: v2, components: tooMany }],
			[
				'4001 characters of text in all',
				'TEXT_SIZE_EXCEEDED',
				{ flags: v2, components: [text('x'.repeat(4000)), text('x')] },
			],
			['a custom_id twice', 'CUSTOM_ID_DUPLICATED', { flags: v2, components: [row(button()), row(button())] }],
			[
				'an id twice',
				'COMPONENT_ID_DUPLICATED',
				{ flags: v2, components: [text('x', { id: 5 }), text('x', { id: 5 })] },
			],
			[
				'a custom_id over 100',
				'"custom_id":{"_errors":[{"code":"BASE_TYPE_BAD_LENGTH',
				{ flags: v2, components: [row(button({ custom_id: 'x'.repeat(101) }))] },
			],
			[
				'a label over 80',
				'"label":{"_errors":[{"code":"BASE_TYPE_BAD_LENGTH',
				{ flags: v2, components: [row(button({ label: 'x'.repeat(81) }))] },
			],
			[
				'a link button with a custom_id',
				'BUTTON_COMPONENT_INVALID_FIELD',
				{ flags: v2, components: [row(button({ style: 5, url: 'https://example.com' }))] },
			],
			[
				'a link over 512',
				'"url":{"_errors":[{"code":"BASE_TYPE_BAD_LENGTH',
				{ flags: v2, components: [row({ type: 2, style: 5, label: 'x', url: `https://a.b/${'x'.repeat(512)}` })] },
			],
			[
				'a button without custom_id',
				'"custom_id":{"_errors":[{"code":"BASE_TYPE_REQUIRED',
				{ flags: v2, components: [row({ type: 2, style: 1, label: 'x' })] },
			],
			[
				'six buttons in a row',
				'BASE_TYPE_BAD_LENGTH',
				{ flags: v2, components: [row(...[1, 2, 3, 4, 5, 6].map((id) => button({ custom_id: `b${id}` })))] },
			],
			[
				'a section without accessory',
				'"accessory":{"_errors":[{"code":"BASE_TYPE_REQUIRED',
				{ flags: v2, components: [{ type: 9, components: [text('x')] }] },
			],
			[
				'a container in a container',
				'BASE_TYPE_CHOICES',
				{ flags: v2, components: [{ type: 17, components: [{ type: 17, components: [text('x')] }] }] },
			],
			[
				'a colour beyond white',
				'NUMBER_TYPE_RANGE',
				{ flags: v2, components: [{ type: 17, accent_color: 0x1_00_00_00, components: [text('x')] }] },
			],
			[
				'a file from elsewhere in a File',
				'URL_TYPE_INVALID_SCHEME',
				{ flags: v2, components: [{ type: 13, file: { url: 'https://example.com/a' } }] },
			],
			['v2 components without the flag', 'UNION_TYPE_CHOICES', { components: [text('x')] }],
			[
				'six legacy rows',
				'BASE_TYPE_BAD_LENGTH',
				{ content: 'x', components: [1, 2, 3, 4, 5, 6].map((id) => row(button({ custom_id: `b${id}` }))) },
			],
		])('are refused: %s', async (_what, reason, json) => {
			const answer = await call.post(json);
			expect(answer).toMatchObject({ status: 400, code: 50035 });
			expect(JSON.stringify(answer.body.errors)).toContain(reason);
		});

		it('take exactly forty components and 4000 characters', async () => {
			const forty = Array.from({ length: 40 }, () => text('x'.repeat(100)));
			expect(await call.post({ flags: v2, components: forty })).toMatchObject({ status: 200 });
		});

		it('are for good: the flag cannot go, and content cannot come', async () => {
			const interaction = await replied({ flags: v2, components: [text('x')] });
			expect(await call.editOriginal(interaction, { flags: 0 })).toMatchObject({ code: 50035 });
			expect(await call.editOriginal(interaction, { content: 'x' })).toMatchObject({ code: 50035 });
			expect(await call.editOriginal(interaction, { components: [text('y')] })).toMatchObject({
				status: 200,
				body: { flags: v2 },
			});
		});

		it('take over an old message only when its content goes in the same request', async () => {
			const interaction = await replied();
			expect(await call.editOriginal(interaction, { flags: v2, components: [text('x')] })).toMatchObject({
				code: 50035,
			});
			expect(await call.editOriginal(interaction, { flags: v2, content: null, components: [text('x')] })).toMatchObject(
				{ status: 200 },
			);
		});

		it('show files of the message only, by their cleaned name', async () => {
			const components = [gallery('my_film.mp4')];
			const upload = { name: '_my film.mp4', bytes: film.bytes };
			expect(await call.post({ flags: v2, components })).toMatchObject({ code: 50035 });
			expect(await call.post({ flags: v2, components: [gallery('_my film.mp4')] }, [upload])).toMatchObject({
				code: 50035,
			});
			const { body } = await call.post({ flags: v2, components }, [upload]);
			expect(body.components).toMatchObject([{ items: [{ media: { attachment_id: discord.files(body.id)[0]!.id } }] }]);
			const edit = { components: [gallery('my_film.mp4'), text('more')] };
			expect(await call.bot('PATCH', path(`/${body.id}`), edit)).toMatchObject({ status: 200 });
			expect(await call.bot('PATCH', path(`/${body.id}`), { ...edit, attachments: [] })).toMatchObject({ code: 50035 });
		});

		it('show no video in a thumbnail', async () => {
			const section = (name: string): object => ({
				type: 9,
				components: [text('x')],
				accessory: { type: 11, media: { url: `attachment://${name}` } },
			});
			expect(await call.post({ flags: v2, components: [section('v.mp4')] }, [film])).toMatchObject({ code: 50035 });
			expect(await call.post({ flags: v2, components: [section('p.png')] }, [picture])).toMatchObject({ status: 200 });
		});
	});

	describe('attachments', () => {
		const names = (body: Body): string[] => body.attachments.map(({ filename }) => filename);

		it('stay when an edit does not list them, and are what it lists when it does', async () => {
			const interaction = await replied();
			const first = await call.editOriginal(interaction, { attachments: [{ id: '0', description: 'alt' }] }, [film]);
			expect(first.body.attachments).toMatchObject([{ filename: 'v.mp4', description: 'alt' }]);
			const { id } = first.body.attachments[0]!;
			expect(names((await call.editOriginal(interaction, { content: 'y' })).body)).toEqual(['v.mp4']);
			expect(
				names((await call.editOriginal(interaction, { attachments: [{ id }, { id: 0 }] }, [picture])).body),
			).toEqual(['v.mp4', 'p.png']);
			expect(names((await call.editOriginal(interaction, { attachments: [{ id: '0' }] }, [picture])).body)).toEqual([
				'p.png',
			]);
			expect(names((await call.editOriginal(interaction, { attachments: [] })).body)).toEqual([]);
		});

		it('must exist, and new ones must be listed where there is a list', async () => {
			const interaction = await replied();
			expect(await call.editOriginal(interaction, { attachments: [{ id: '7' }] })).toMatchObject({ code: 50035 });
			expect(await call.editOriginal(interaction, { attachments: [] }, [film])).toMatchObject({ code: 50035 });
		});

		it('are at most ten (30015)', async () => {
			const files = Array.from({ length: 11 }, (_, index) => ({ ...film, name: `v${index}.mp4` }));
			expect(await call.post({ content: 'x' }, files)).toMatchObject({ status: 400, code: 30015 });
			expect(await call.post({ content: 'x' }, files.slice(1))).toMatchObject({ status: 200 });
		});

		it('are held to the limit of the rung in use (40005)', async () => {
			const big = { name: 'v.mp4', bytes: Buffer.alloc(10 * mebibyte + 1) };
			discord.world.alice.uploadLimit = 50 * mebibyte;
			const interaction = await replied();
			expect(await call.editOriginal(interaction, {}, [big])).toMatchObject({ status: 200 });
			expect(await call.post({}, [big])).toMatchObject({ status: 413, code: 40005 });
			discord.world.guild.premiumTier = 2;
			expect(await call.post({}, [big])).toMatchObject({ status: 200 });
			discord.settings.maxRequestBytes = 5 * mebibyte;
			expect(await call.post({}, [big])).toMatchObject({ status: 413, code: 40005 });
		});

		it('have addresses that expire, and that reading the message renews', async () => {
			const { body } = await call.post({}, [film]);
			const { url } = body.attachments[0]!;
			expect((await fetch(url)).status).toBe(200);
			expect((await fetch(url.replace(/hm=./, 'hm='))).status).toBe(404);
			now += discord.settings.signedUrlLifeMs + 1000;
			expect((await fetch(url)).status).toBe(404);
			const again = await call.bot('GET', path(`/${body.id}`));
			expect((await fetch(again.body.attachments[0]!.url)).status).toBe(200);
		});

		it('serve byte ranges', async () => {
			const { body } = await call.post({}, [film]);
			const get = (range: string): Promise<Response> => fetch(body.attachments[0]!.url, { headers: { range } });
			expect(await (await get('bytes=1-2')).text()).toBe('il');
			expect(await (await get('bytes=-2')).text()).toBe('lm');
			const tail = await get('bytes=2-');
			expect([tail.status, tail.headers.get('content-range')]).toEqual([206, 'bytes 2-3/4']);
			expect((await get('bytes=9-')).status).toBe(416);
		});

		it('keep the name that was lost to cleaning as a title, and know spoilers', async () => {
			const { body } = await call.post({}, [
				{ name: '고양이.mp4', bytes: film.bytes },
				{ ...picture, name: 'SPOILER_p.png' },
			]);
			expect(body.attachments).toMatchObject([
				{ filename: 'unknown.mp4', title: '고양이' },
				{ filename: 'SPOILER_p.png', flags: 8 },
			]);
			expect(
				(await call.post({ attachments: [{ id: '0', is_spoiler: true }] }, [film])).body.attachments[0]!.flags,
			).toBe(8);
		});
	});

	describe('nonces', () => {
		it('return the first message within the window, and make a new one after it', async () => {
			const json = { content: 'x', nonce: 'job', enforce_nonce: true };
			const first = await call.post(json);
			const second = await call.post({ ...json, content: 'y' });
			expect(second).toMatchObject({ status: 200, body: { id: first.body.id, content: 'x', nonce: 'job' } });
			now += discord.settings.nonceWindowMs + 1;
			expect((await call.post(json)).body.id).not.toBe(first.body.id);
		});

		it('mean nothing unless they are enforced, and on webhooks', async () => {
			await call.post({ content: 'x', nonce: 'job' });
			await call.post({ content: 'x', nonce: 'job' });
			expect(discord.messages()).toHaveLength(2);
			const interaction = await replied();
			const [one, other] = [
				await call.followUp(interaction, { content: 'x', nonce: 'a', enforce_nonce: true }),
				await call.followUp(interaction, { content: 'x', nonce: 'a', enforce_nonce: true }),
			];
			expect(one.body.id).not.toBe(other.body.id);
		});

		it('are at most 25 characters', async () => {
			expect(await call.post({ content: 'x', nonce: 'x'.repeat(26) })).toMatchObject({ code: 50035 });
		});
	});

	describe('mentions', () => {
		const pings = (): string[] =>
			discord.notifications.map(({ userId, reason }) => `${discord.world.getUser(userId).username}:${reason}`);

		it('of ordinary messages are all parsed by default, of interactions only users', async () => {
			const { world } = discord;
			const role = world.addRole(world.guild, 'crew', { mentionable: true });
			world.guild.members.get(world.bob.id)!.roles.push(role.id);
			await call.post({ content: `<@&${role.id}>` });
			expect(pings()).toEqual(['bob:role']);
			await replied({ content: `<@&${role.id}> <@${world.alice.id}>` });
			expect(pings()).toEqual(['bob:role', 'alice:mention']);
		});

		it('of everyone need the permission', async () => {
			await call.post({ content: '@everyone' });
			expect(pings()).toEqual([]);
			discord.world.allow(discord.world.channel, ['MENTION_EVERYONE']);
			await call.post({ content: '@here' });
			expect(pings().sort()).toEqual(['admin:everyone', 'alice:everyone', 'bob:everyone']);
		});

		it('are limited to what allowed_mentions lists, also in text displays, and never count in code', async () => {
			const { alice, bob } = discord.world;
			const content = `<@${alice.id}> <@${bob.id}>`;
			await call.post({ content, allowed_mentions: { users: [alice.id] } });
			await call.post({ content: `\`${content}\`` });
			await call.post({ content, allowed_mentions: { parse: [] } });
			await call.post({ flags: v2, components: [text(content)], allowed_mentions: { users: [bob.id] } });
			expect(pings()).toEqual(['alice:mention', 'bob:mention']);
		});

		it('cannot be parsed and listed at once', async () => {
			const { alice } = discord.world;
			const answer = await call.post({ content: 'x', allowed_mentions: { parse: ['users'], users: [alice.id] } });
			expect(answer).toMatchObject({ status: 400, code: 50035 });
		});

		it('are parsed again with defaults by every edit, which notifies nobody', async () => {
			const { alice } = discord.world;
			const { body } = await call.post({ content: `<@${alice.id}>`, allowed_mentions: { parse: [] } });
			expect(body.mentions).toEqual([]);
			const edited = await call.bot('PATCH', path(`/${body.id}`), { content: `again <@${alice.id}>` });
			expect(edited.body.mentions).toMatchObject([{ id: alice.id }]);
			expect(pings()).toEqual([]);
		});

		it('by a reply ping the author of what it answers, unless told not to', async () => {
			const { bob } = discord.world;
			const target = discord.post({ user: bob, content: 'look' });
			const json = { content: 'x', message_reference: { message_id: target.id } };
			await call.post({ ...json, allowed_mentions: { parse: [] } });
			expect(pings()).toEqual([]);
			await call.post(json);
			expect(pings()).toEqual(['bob:reply']);
		});
	});

	describe('replies', () => {
		it('need what they answer, unless they say otherwise', async () => {
			const gone = { message_id: discord.world.alice.id };
			expect(await call.post({ content: 'x', message_reference: gone })).toMatchObject({ code: 50035 });
			const { body } = await call.post({ content: 'x', message_reference: { ...gone, fail_if_not_exists: false } });
			expect(body).toMatchObject({ type: 0 });
			expect(body.message_reference).toBeUndefined();
			const reply = await call.post({ content: 'y', message_reference: { message_id: body.id } });
			expect(reply.body).toMatchObject({ type: 19, referenced_message: { id: body.id } });
		});

		it('need READ_MESSAGE_HISTORY (160002)', async () => {
			const { body } = await call.post({ content: 'x' });
			discord.world.deny(discord.world.channel, ['READ_MESSAGE_HISTORY']);
			expect(await call.post({ content: 'y', message_reference: { message_id: body.id } })).toMatchObject({
				code: 160002,
			});
		});
	});

	describe('the list of a channel', () => {
		it('is newest first and cut by before, after, around and limit', async () => {
			const ids: string[] = [];
			for (let count = 0; count < 5; count++) ids.push(discord.post({ user: discord.world.bob, content: 'x' }).id);
			const list = async (query: string): Promise<number[]> => {
				const { body } = await call.bot('GET', path(`?${query}`));

				return (body as unknown as APIMessage[]).map(({ id }) => ids.indexOf(id));
			};
			expect(await list('')).toEqual([4, 3, 2, 1, 0]);
			expect(await list('limit=2')).toEqual([4, 3]);
			expect(await list(`before=${ids[2]}`)).toEqual([1, 0]);
			expect(await list(`after=${ids[1]}&limit=2`)).toEqual([3, 2]);
			expect(await list(`around=${ids[2]}&limit=3`)).toEqual([3, 2, 1]);
			expect(await call.bot('GET', path('?limit=101'))).toMatchObject({ code: 50035 });
		});

		it('is empty without READ_MESSAGE_HISTORY, where single messages are refused', async () => {
			const { id } = discord.post({ user: discord.world.bob, content: 'x' });
			discord.world.deny(discord.world.channel, ['READ_MESSAGE_HISTORY']);
			expect((await call.bot('GET', path())).body).toEqual([]);
			expect(await call.bot('GET', path(`/${id}`))).toMatchObject({ status: 403, code: 50013 });
		});
	});

	it('lets the bot edit its own messages only, and delete others with Manage Messages', async () => {
		const { id } = discord.post({ user: discord.world.bob, content: 'x' });
		expect(await call.bot('PATCH', path(`/${id}`), { content: 'y' })).toMatchObject({ status: 403, code: 50005 });
		expect(await call.bot('DELETE', path(`/${id}`))).toMatchObject({ status: 403, code: 50013 });
		discord.world.allow(discord.world.channel, ['MANAGE_MESSAGES']);
		expect(await call.bot('DELETE', path(`/${id}`))).toMatchObject({ status: 204 });
	});

	it('limits edits of messages older than an hour (30046)', async () => {
		const { body } = await call.post({ content: 'x' });
		const edit = (): ReturnType<Caller['bot']> => call.bot('PATCH', path(`/${body.id}`), { content: 'y' });
		now += 3_600_001;
		for (let count = 0; count < 3; count++) expect(await edit()).toMatchObject({ status: 200 });
		expect(await edit()).toMatchObject({ status: 429, code: 30046 });
		now += 6000;
		expect(await edit()).toMatchObject({ status: 200 });
	});
});
