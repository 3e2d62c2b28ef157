import { once } from 'node:events';

import { Routes, type Client } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import { DiscordSimulator } from '../../../sandbox/discord/simulator.js';
import { loginBot, register, restOf } from './bot.js';

/** What the gateway sends; `d` is READY's or an interaction's here. */
interface Payload {
	readonly op: number;
	readonly t: string | null;
	readonly d: {
		readonly id: string;
		readonly session_id: string;
		readonly guilds: readonly object[];
		readonly content?: string;
	};
}

describe('the gateway', () => {
	let discord: DiscordSimulator;
	let now: number;
	const clients: Client[] = [];
	const sockets: WebSocket[] = [];

	beforeEach(async () => {
		now = Date.now();
		discord = await DiscordSimulator.start({ now: () => now });
		await register(discord);
	});
	afterEach(async () => {
		for (const client of clients.splice(0)) await client.destroy();
		for (const socket of sockets.splice(0)) socket.terminate();
		await discord.close();
	});

	const invoke = (): Interaction =>
		discord.invoke({ user: discord.world.alice, command: 'video', options: { prompt: 'x' } });

	/** A client that notes the ids it hears. */
	const listener = async (): Promise<{ client: Client; heard: string[] }> => {
		const heard: string[] = [];
		const client = await loginBot(discord, (interaction) => {
			heard.push(interaction.id);

			return interaction.isRepliable() ? interaction.deferReply() : Promise.resolve();
		});
		clients.push(client);

		return { client, heard };
	};

	/** A bare socket past HELLO, with what it receives. */
	const connect = async (
		query = 'v=10&encoding=json',
	): Promise<{ socket: WebSocket; next: () => Promise<Payload>; closed: Promise<number> }> => {
		const socket = new WebSocket(`${discord.gateway.url}/?${query}`);
		sockets.push(socket);
		const inbox: unknown[] = [];
		let wake: () => void = () => undefined;
		socket.on('message', (bytes: Buffer) => {
			inbox.push(JSON.parse(bytes.toString()));
			wake();
		});
		const closed = once(socket, 'close').then(([code]) => code as number);
		const next = async (): Promise<Payload> => {
			while (inbox.length === 0) await new Promise<void>((resolve) => (wake = resolve));

			return inbox.shift() as Payload;
		};
		expect(await next()).toMatchObject({ op: 10, d: { heartbeat_interval: 41_250 } });

		return { socket, next, closed };
	};
	const send = (socket: WebSocket, op: number, d: unknown): void => socket.send(JSON.stringify({ op, d }));
	const identity = (more: object = {}): object => ({ token: discord.token, intents: 0, properties: {}, ...more });

	it('loses what happens while nobody is connected', async () => {
		const lost = invoke();
		expect(lost.delivered).toBe(false);
		const { client, heard } = await listener();
		const found = invoke();
		await found.responded();
		const closed = discord.until('gateway', ({ state }) => state === 'closed');
		await client.destroy();
		await closed;
		expect(invoke().delivered).toBe(false);
		expect(heard).toEqual([found.id]);
	});

	it('replays to a resumed session what happened while it was away, without a new IDENTIFY', async () => {
		const { heard } = await listener();
		const closed = discord.until('gateway', ({ state }) => state === 'closed');
		const resumed = discord.until('gateway', ({ state }) => state === 'resumed');
		discord.gateway.drop();
		await closed;
		const interaction = invoke();
		await resumed;
		await interaction.responded();
		expect(heard).toEqual([interaction.id]);
		expect(discord.gateway.identifies).toBe(1);
	});

	it('answers a resume of a lost session with an invalid session, and loses its events', async () => {
		const { heard } = await listener();
		const closed = discord.until('gateway', ({ state }) => state === 'closed');
		const ready = discord.until('gateway', ({ state }) => state === 'ready', 15_000);
		discord.gateway.drop({ resumable: false });
		await closed;
		expect(invoke().delivered).toBe(false);
		await ready;
		const interaction = invoke();
		await interaction.responded();
		expect(heard).toEqual([interaction.id]);
		expect(discord.gateway.identifies).toBe(2);
	});

	it('gives each of several sessions every interaction; the second answer is refused', async () => {
		const one = await listener();
		const other = await listener();
		const interaction = invoke();
		expect(interaction.deliveries).toBe(2);
		await interaction.responded();
		await expect.poll(() => [one.heard.length, other.heard.length]).toEqual([1, 1]);
		await expect
			.poll(() =>
				discord.exchanges
					.filter(({ path }) => path.endsWith('/callback'))
					.map(({ answer }) => answer?.status)
					.sort(),
			)
			.toEqual([204, 400]);
	});

	it('says READY with what a client needs, and acknowledges heartbeats', async () => {
		const { socket, next } = await connect();
		send(socket, 2, identity());
		expect(await next()).toMatchObject({
			op: 0,
			t: 'READY',
			s: 1,
			d: {
				v: 10,
				user: { id: discord.applicationId },
				guilds: [{ id: discord.world.guild.id, unavailable: true }],
				resume_gateway_url: discord.gateway.url,
				application: { id: discord.applicationId },
			},
		});
		send(socket, 1, 1);
		expect(await next()).toMatchObject({ op: 11 });
	});

	it('brings guilds to those with the intent, save unavailable ones', async () => {
		const { world } = discord;
		const away = world.addGuild('Away', { owner: world.bob });
		away.unavailable = true;
		const { socket, next } = await connect();
		send(socket, 2, identity({ intents: 1 }));
		expect((await next()).d.guilds).toHaveLength(2);
		expect(await next()).toMatchObject({
			t: 'GUILD_CREATE',
			d: { id: world.guild.id, channels: [{ name: 'videos' }] },
		});
		discord.faults.kickBot();
		expect(await next()).toMatchObject({ t: 'GUILD_DELETE', d: { id: world.guild.id } });
	});

	it('takes a token with the prefix that REST wants, in IDENTIFY and in RESUME', async () => {
		const first = await connect();
		send(first.socket, 2, identity({ token: `Bot ${discord.token}` }));
		const answer = await Promise.race([first.next(), first.closed]);
		expect(answer).toMatchObject({ t: 'READY' });
		const { session_id } = (answer as Payload).d;
		discord.gateway.drop();
		await first.closed;
		const second = await connect();
		send(second.socket, 6, { token: `Bot ${discord.token}`, session_id, seq: 1 });
		expect(await Promise.race([second.next(), second.closed])).toMatchObject({ t: 'RESUMED' });
	});

	it('tells of messages those who asked for them, and nobody else', async () => {
		const { alice, bob, channel, bot } = discord.world;
		const sessions = [];
		for (const intents of [0, 1 << 9, 1 << 12, (1 << 9) | (1 << 12)]) {
			const { socket, next } = await connect();
			send(socket, 2, identity({ intents }));
			await next();
			sessions.push({ socket, next });
		}
		const rest = restOf(discord);
		const posted = (await rest.post(Routes.channelMessages(channel.id), { body: { content: 'one' } })) as {
			id: string;
		};
		await rest.patch(Routes.channelMessage(channel.id, posted.id), { body: { content: 'two' } });
		await rest.delete(Routes.channelMessage(channel.id, posted.id));
		discord.post({ user: alice, content: 'among ourselves' });
		discord.post({ user: alice, content: `<@${bot.id}>` });
		const dm = discord.world.dmWith(bob);
		await rest.post(Routes.channelMessages(dm.id), { body: { content: 'to you' } });
		discord.world.deny(channel, ['VIEW_CHANNEL']);
		discord.post({ user: alice, content: `not for the <@${bot.id}>` });
		const heard = await Promise.all(sessions.map(async ({ socket, next }) => everything(socket, next)));

		const inGuild = [
			['MESSAGE_CREATE', 'one'],
			['MESSAGE_UPDATE', 'two'],
			['MESSAGE_DELETE', undefined],
			['MESSAGE_CREATE', ''],
			['MESSAGE_CREATE', `<@${bot.id}>`],
		];
		const inDm = [['MESSAGE_CREATE', 'to you']];
		expect(heard).toEqual([[], inGuild, inDm, [...inGuild, ...inDm]]);
	});

	/** What a session has been told, as event and content. */
	const everything = async (socket: WebSocket, next: () => Promise<Payload>): Promise<unknown[]> => {
		send(socket, 1, null);
		const told: unknown[] = [];
		for (let payload = await next(); payload.op !== 11; payload = await next())
			told.push([payload.t, payload.d.content]);

		return told;
	};

	it.each([
		['a wrong token', 2, { token: 'x', intents: 0 }, 4004],
		['a shard that does not exist', 2, { shard: [1, 1] }, 4010],
		['impossible intents', 2, { intents: 1 << 30 }, 4013],
		['privileged intents', 2, { intents: 1 << 15 }, 4014],
		['an unknown opcode', 99, {}, 4001],
		['a presence before IDENTIFY', 3, {}, 4003],
	])('closes on %s', async (_what, op, data, code) => {
		const { socket, closed } = await connect();
		send(socket, op, op === 2 ? identity(data) : data);
		expect(await closed).toBe(code);
	});

	it('closes on nonsense, a second IDENTIFY, too many sends, and another version', async () => {
		const nonsense = await connect();
		nonsense.socket.send('{');
		expect(await nonsense.closed).toBe(4002);
		const twice = await connect();
		send(twice.socket, 2, identity());
		send(twice.socket, 2, identity());
		expect(await twice.closed).toBe(4005);
		const loud = await connect();
		for (let count = 0; count < 121; count++) send(loud.socket, 1, null);
		expect(await loud.closed).toBe(4008);
		expect(await (await connect('v=9&encoding=json')).closed).toBe(4012);
	});

	it('refuses a resume from a sequence it never reached (4007), and one that comes too late', async () => {
		const first = await connect();
		send(first.socket, 2, identity());
		const { session_id } = (await first.next()).d;
		discord.gateway.drop();
		await first.closed;
		const ahead = await connect();
		send(ahead.socket, 6, { token: discord.token, session_id, seq: 99 });
		expect(await ahead.closed).toBe(4007);
		now += discord.settings.resumableMs + 1;
		const late = await connect();
		send(late.socket, 6, { token: discord.token, session_id, seq: 1 });
		expect(await late.next()).toMatchObject({ op: 9, d: false });
	});

	it('limits IDENTIFYs in number and, when told to, in pace', async () => {
		discord.settings.identifyEveryMs = 5000;
		const identify = async (): Promise<unknown> => {
			const { socket, next } = await connect();
			send(socket, 2, identity());

			return next();
		};
		expect(await identify()).toMatchObject({ t: 'READY' });
		expect(await identify()).toMatchObject({ op: 9 });
		now += 5000;
		discord.settings.sessionStarts = 1;
		expect(await identify()).toMatchObject({ op: 9 });
		expect(discord.gateway.advice).toMatchObject({ session_start_limit: { remaining: 0 } });
	});

	it('sends a guild to its shard, and everything else to shard 0', async () => {
		discord.settings.maxConcurrency = 2;
		const shards = [await connect(), await connect()];
		for (const [index, { socket, next }] of shards.entries()) {
			send(socket, 2, identity({ shard: [index, 2] }));
			await next();
		}
		const { world } = discord;
		const home = Number((BigInt(world.guild.id) >> 22n) % 2n);
		const inGuild = invoke();
		const inDm = discord.invoke({
			user: world.alice,
			channel: world.dmWith(world.alice),
			command: 'video',
			options: { prompt: 'x' },
		});
		expect(await shards[home]!.next()).toMatchObject({ d: { id: inGuild.id } });
		expect(await shards[0]!.next()).toMatchObject({ d: { id: inDm.id } });
		expect([inGuild.deliveries, inDm.deliveries]).toEqual([1, 1]);
	});

	it('can be away and come back', async () => {
		const { heard } = await listener();
		const back = discord.faults.outage();
		expect(discord.gateway.connected).toBeLessThanOrEqual(1);
		const resumed = discord.until('gateway', ({ state }) => state === 'resumed', 15_000);
		const interaction = invoke();
		back();
		await resumed;
		await interaction.responded();
		expect(heard).toEqual([interaction.id]);
	});

	it('leaves a client for dead that gets no answer to its heartbeat', async () => {
		discord.settings.heartbeatIntervalMs = 50;
		await listener();
		discord.gateway.acknowledging = false;
		const closed = await discord.until('gateway', ({ state }) => state === 'closed');
		discord.gateway.acknowledging = true;
		expect(closed.code).not.toBe(1000);
		await discord.until('gateway', ({ state }) => state === 'resumed');
	});
});
