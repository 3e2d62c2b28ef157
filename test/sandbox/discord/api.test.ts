import { openAsBlob } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DiscordAPIError, RateLimitError, Routes } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { errorAnswer } from '../../../sandbox/discord/discordFaults.js';
import type { PermissionName } from '../../../sandbox/discord/world/permissions.js';
import { DiscordSimulator } from '../../../sandbox/discord/simulator.js';
import { register, restOf } from './bot.js';
import { Caller, type Called } from './caller.js';

const film = { name: 'v.mp4', bytes: Buffer.from('film') };

describe('the API around messages', () => {
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

	it('answers 401 to a wrong bot token, and counts it among the invalid requests', async () => {
		const authorization = 'Bot something-else';
		expect(await call.send('GET', '/users/@me', undefined, { authorization })).toMatchObject({ status: 401, code: 0 });
		expect(await call.send('GET', '/gateway/bot', undefined)).toMatchObject({ status: 401 });
		expect(discord.invalidRequests).toBe(2);
	});

	it('answers 404 to a route it does not know, and remembers it', async () => {
		expect(await call.bot('GET', '/channels/1/films')).toMatchObject({
			status: 404,
			body: { code: 0, message: '404: Not Found' },
		});
		expect(discord.unknownRoutes).toEqual(['GET /api/v10/channels/1/films']);
	});

	it('says who and where the application is', async () => {
		const { guild, alice, channel } = discord.world;
		const get = async (path: string): Promise<unknown> => (await call.bot('GET', path)).body;
		expect(await get('/users/@me')).toMatchObject({ id: discord.applicationId, bot: true });
		expect(await get('/applications/@me')).toMatchObject({ id: discord.applicationId });
		expect(await get('/oauth2/applications/@me')).toMatchObject({ id: discord.applicationId });
		expect(await get('/gateway')).toMatchObject({ url: expect.stringMatching(/^ws:\/\/127/) });
		expect(await get('/gateway/bot')).toMatchObject({
			shards: 1,
			session_start_limit: { remaining: 1000, max_concurrency: 1 },
		});
		expect(await get(`/guilds/${guild.id}`)).toMatchObject({ id: guild.id, premium_tier: 0 });
		expect(await get(`/guilds/${guild.id}/members/${alice.id}`)).toMatchObject({ user: { id: alice.id } });
		expect(await get(`/channels/${channel.id}`)).toMatchObject({ name: 'videos', nsfw: false });
		expect((await call.bot('POST', `/channels/${channel.id}/typing`)).status).toBe(204);
		expect([guild.id, alice.id, channel.id].every((id) => /^\d{17,19}$/.test(id))).toBe(true);
	});

	it('hides guilds that the bot is not in, and their channels', async () => {
		const { world } = discord;
		const foreign = world.addGuild('Foreign', { owner: world.bob, bot: false });
		const channel = world.addChannel(foreign, 'secret');
		expect(await call.bot('GET', `/guilds/${foreign.id}`)).toMatchObject({ status: 404, code: 10004 });
		expect(await call.bot('GET', `/channels/${channel.id}`)).toMatchObject({ status: 403, code: 50001 });
		expect(await call.bot('POST', `/channels/${channel.id}/messages`, { content: 'x' })).toMatchObject({
			status: 403,
			code: 50001,
		});
		expect(await call.bot('GET', `/channels/${world.bob.id}`)).toMatchObject({ status: 404, code: 10003 });
	});

	describe('permissions', () => {
		it.each<[PermissionName, number]>([
			['VIEW_CHANNEL', 50001],
			['SEND_MESSAGES', 50013],
			['ATTACH_FILES', 50013],
		])('without %s a file cannot be posted (%i)', async (name, code) => {
			discord.faults.revoke(discord.world.channel, name);
			expect(await call.post({ content: 'x' }, [film])).toMatchObject({ status: 403, code });
			discord.world.allow(discord.world.channel, [name]);
			expect(await call.post({ content: 'x' }, [film])).toMatchObject({ status: 200 });
		});

		it('in a thread are those of its parent, but for SEND_MESSAGES_IN_THREADS', async () => {
			const { world } = discord;
			const thread = world.addThread(world.channel, 'cats');
			const post = (): Promise<Called> => call.bot('POST', `/channels/${thread.id}/messages`, { content: 'x' });
			world.deny(world.channel, ['SEND_MESSAGES']);
			expect(await post()).toMatchObject({ status: 200 });
			world.deny(world.channel, ['SEND_MESSAGES_IN_THREADS']);
			expect(await post()).toMatchObject({ code: 50013 });
		});

		it('by role come after @everyone and before the member', async () => {
			const { world } = discord;
			const role = world.addRole(world.guild, 'bots');
			world.guild.members.get(world.bot.id)!.roles.push(role.id);
			world.deny(world.channel, ['SEND_MESSAGES'], world.guild);
			expect(await call.post({ content: 'x' })).toMatchObject({ code: 50013 });
			world.allow(world.channel, ['SEND_MESSAGES'], role);
			expect(await call.post({ content: 'x' })).toMatchObject({ status: 200 });
			world.deny(world.channel, ['SEND_MESSAGES']);
			expect(await call.post({ content: 'x' })).toMatchObject({ code: 50013 });
		});
	});

	describe('threads and channels that go', () => {
		it('refuse edits in an archived thread (50083); sending wakes it, unless it is locked (160005)', async () => {
			const thread = discord.world.addThread(discord.world.channel, 'cats');
			const path = `/channels/${thread.id}/messages`;
			const { body } = await call.bot('POST', path, { content: 'x' });
			thread.archived = true;
			expect(await call.bot('PATCH', `${path}/${body.id}`, { content: 'y' })).toMatchObject({
				status: 400,
				code: 50083,
			});
			expect(await call.bot('POST', path, { content: 'y' })).toMatchObject({ status: 200 });
			expect(thread.archived).toBe(false);
			Object.assign(thread, { archived: true, locked: true });
			expect(await call.bot('POST', path, { content: 'z' })).toMatchObject({ status: 400, code: 160005 });
			expect(discord.messages(thread)).toHaveLength(2);
		});

		it('are unknown afterwards (10003), for tokens as well', async () => {
			const interaction = discord.invoke({ user: discord.world.alice, command: 'video', options: { prompt: 'x' } });
			await call.acknowledge(interaction);
			discord.faults.deleteChannel(discord.world.channel);
			expect(await call.post({ content: 'x' })).toMatchObject({ status: 404, code: 10003 });
			expect(await call.followUp(interaction, { content: 'x' })).toMatchObject({ status: 404, code: 10003 });
			expect(await call.editOriginal(interaction, { content: 'x' })).toMatchObject({ status: 404, code: 10008 });
		});
	});

	describe('direct messages', () => {
		const open = async (): Promise<string> => {
			const { body } = await call.bot('POST', '/users/@me/channels', { recipient_id: discord.world.alice.id });

			return body.id;
		};

		it('reach a user and ping them, in one channel', async () => {
			const channel = await open();
			expect(await open()).toBe(channel);
			expect(await call.bot('POST', `/channels/${channel}/messages`, { content: 'x' })).toMatchObject({ status: 200 });
			expect(discord.notifications).toMatchObject([{ userId: discord.world.alice.id, reason: 'dm' }]);
		});

		it('are refused by closed doors (50007) and to strangers (50278)', async () => {
			const path = `/channels/${await open()}/messages`;
			discord.faults.closeDms(discord.world.alice);
			expect(await call.bot('POST', path, { content: 'x' })).toMatchObject({ status: 403, code: 50007 });
			discord.world.alice.dmsClosed = false;
			discord.faults.kickBot();
			expect(await call.bot('POST', path, { content: 'x' })).toMatchObject({ status: 403, code: 50278 });
			discord.world.alice.installed = true;
			expect(await call.bot('POST', path, { content: 'x' })).toMatchObject({ status: 200 });
		});
	});

	describe('rate limits', () => {
		it('stand in the headers of every answer, by route and resource', async () => {
			discord.settings.buckets = { 'POST /channels/{channel_id}/messages': { limit: 2, windowMs: 5000 } };
			const first = await call.post({ content: 'x' });
			expect(first.headers.get('x-ratelimit-limit')).toBe('2');
			expect(first.headers.get('x-ratelimit-remaining')).toBe('1');
			expect(first.headers.get('x-ratelimit-reset-after')).toBe('5.000');
			const refused = await call.post({});
			expect(refused).toMatchObject({ status: 400 });
			expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
			const limited = await call.post({ content: 'x' });
			expect(limited).toMatchObject({ status: 429, body: { retry_after: 5, global: false } });
			expect(limited.headers.get('x-ratelimit-scope')).toBe('user');
			expect(limited.headers.get('retry-after')).toBe('5');
			const other = discord.world.addChannel(discord.world.guild, 'other');
			expect(await call.bot('POST', `/channels/${other.id}/messages`, { content: 'x' })).toMatchObject({ status: 200 });
			now += 5000;
			expect(await call.post({ content: 'x' })).toMatchObject({ status: 200 });
		});

		it('are global for the bot token, and leave interactions alone', async () => {
			discord.settings.globalPerSecond = 1;
			now += 1000;
			expect(await call.post({ content: 'x' })).toMatchObject({ status: 200 });
			const limited = await call.post({ content: 'x' });
			expect(limited).toMatchObject({ status: 429, body: { global: true } });
			expect(limited.headers.get('x-ratelimit-global')).toBe('true');
			const interaction = discord.invoke({ user: discord.world.alice, command: 'video', options: { prompt: 'x' } });
			expect(await call.acknowledge(interaction)).toMatchObject({ status: 200 });
			expect(await call.editOriginal(interaction, { content: 'x' })).toMatchObject({ status: 200 });
		});

		it.each(['user', 'global', 'shared'] as const)(
			'can be brought about (%s), as @discordjs/rest understands them',
			async (scope) => {
				discord.faults.rateLimit({ scope, retryAfterMs: 7000 });
				const error = await restOf(discord)
					.get(Routes.user())
					.catch((reason: unknown) => reason);
				expect(error).toBeInstanceOf(RateLimitError);
				expect(error).toMatchObject({ global: scope === 'global', scope });
				expect(discord.invalidRequests).toBe(scope === 'shared' ? 0 : 1);
			},
		);
	});

	describe('faults', () => {
		it('stop words by AutoMod wherever they stand (200000)', async () => {
			discord.faults.automod(['Forbidden']);
			expect(await call.post({ content: 'so forbidden' })).toMatchObject({ status: 400, code: 200000 });
			expect(await call.post({ flags: 32_768, components: [{ type: 10, content: 'FORBIDDEN' }] })).toMatchObject({
				code: 200000,
			});
			const interaction = discord.invoke({ user: discord.world.alice, command: 'video', options: { prompt: 'x' } });
			await call.acknowledge(interaction);
			expect(await call.editOriginal(interaction, { content: 'forbidden' })).toMatchObject({ code: 200000 });
			expect(await call.editOriginal(interaction, { content: 'allowed' })).toMatchObject({ status: 200 });
		});

		it.each([
			[40005, 413, 40005],
			[50045, 400, 50045],
			['edge', 413, undefined],
		] as const)('refuse uploads as %s and nothing else', async (as, status, code) => {
			const back = discord.faults.refuseUploads({ as });
			const answer = await call.post({ content: 'x' }, [film]);
			expect([answer.status, answer.code]).toEqual([status, code]);
			expect(await call.post({ content: 'x' })).toMatchObject({ status: 200 });
			back();
			expect(await call.post({ content: 'x' }, [film])).toMatchObject({ status: 200 });
		});

		it('can take effect although the answer is lost', async () => {
			discord.api.addFault({ match: ({ path }) => path.endsWith('/callback'), act: { kind: 'reset-after' } });
			const interaction = discord.invoke({ user: discord.world.alice, command: 'video', options: { prompt: 'x' } });
			await expect(call.acknowledge(interaction)).rejects.toThrow();
			expect(await call.webhook('GET', interaction, '/messages/@original')).toMatchObject({
				status: 200,
				body: { flags: 128 },
			});
		});

		it('include outages, any error by name, and a moderator who deletes', async () => {
			const back = discord.faults.outage();
			expect(await call.post({ content: 'x' })).toMatchObject({ status: 503 });
			back();
			discord.faults.answer({ answer: errorAnswer(403, 240000, 'Message blocked by harmful links filter') });
			await expect(restOf(discord).get(Routes.user())).rejects.toThrow(DiscordAPIError);
			const { body } = await call.post({ content: 'x' });
			discord.faults.deleteMessage(body.id);
			const path = `/channels/${discord.world.channel.id}/messages/${body.id}`;
			expect(await call.bot('PATCH', path, { content: 'y' })).toMatchObject({ status: 404, code: 10008 });
		});
	});

	describe('uploads', () => {
		it('parse when @discordjs/rest makes the form and when Node does', async () => {
			const rest = restOf(discord);
			const route = Routes.channelMessages(discord.world.channel.id);
			await rest.post(route, {
				body: { content: 'one' },
				files: [{ name: 'v.mp4', data: film.bytes, contentType: 'video/mp4' }],
			});
			const folder = await mkdtemp(join(tmpdir(), 'discord-simulator-'));
			const file = join(folder, 'film.mp4');
			await writeFile(file, film.bytes);
			const form = new FormData();
			form.set('payload_json', JSON.stringify({ content: 'two', attachments: [{ id: '0', description: 'alt' }] }));
			form.set('files[0]', await openAsBlob(file, { type: 'video/mp4' }), 'v.mp4');
			await rest.post(route, { body: form, passThroughBody: true });
			await rm(folder, { recursive: true });

			const messages = discord.messages();
			expect(messages.map(({ content }) => content)).toEqual(['one', 'two']);
			for (const { attachments } of messages) expect(discord.cdn.bytes(attachments[0]!.url)).toEqual(film.bytes);
		});

		it('that carry no JSON where JSON is due are refused (50109)', async () => {
			const response = await fetch(`${discord.apiUrl}/v10/channels/${discord.world.channel.id}/messages`, {
				method: 'POST',
				headers: { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' },
				body: '{',
			});
			expect([response.status, await response.json()]).toMatchObject([400, { code: 50109 }]);
		});
	});
});
