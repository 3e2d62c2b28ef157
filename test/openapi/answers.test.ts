import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DiscordSimulator } from '../../sandbox/discord/simulator.js';
import { answerProblems, hasOpenApi } from '../harness/openapi.js';
import { register } from '../sandbox/discord/bot.js';
import { Caller } from '../sandbox/discord/caller.js';

const film = { name: 'v.mp4', bytes: Buffer.from('film') };
const button = { type: 2, style: 2, custom_id: 'b', label: 'B' };
const media = { media: { url: 'attachment://v.mp4' } };
const picture = { media: { url: 'https://example.com/a.png' } };
/** One of each component that a message may have. */
const everyComponent = [
	{
		type: 17,
		components: [
			{ type: 9, components: [{ type: 10, content: 'words' }], accessory: { type: 11, ...picture } },
			{ type: 9, components: [{ type: 10, content: 'words' }], accessory: button },
			{ type: 14 },
			{ type: 12, items: [media, picture] },
			{ type: 13, file: { url: 'attachment://v.mp4' } },
		],
	},
	{ type: 1, components: [{ type: 2, style: 5, url: 'https://example.com', label: 'Link' }] },
	{ type: 1, components: [{ type: 3, custom_id: 's', options: [{ label: 'One', value: '1' }] }] },
	...[5, 6, 7, 8].map((type) => ({ type: 1, components: [{ type, custom_id: `s${type}` }] })),
];
const v2 = { flags: 32_768, components: everyComponent, attachments: [{ id: '0' }] };

describe.skipIf(!hasOpenApi)("the simulator's answers held against Discord's own document (needs it)", () => {
	let discord: DiscordSimulator;
	let call: Caller;

	beforeEach(async () => {
		discord = await DiscordSimulator.start();
		call = new Caller(discord);
		await register(discord);
	});
	afterEach(() => discord.close());

	const invoke = (more: object = {}) =>
		discord.invoke({ user: discord.world.alice, command: 'video', options: { prompt: 'x' }, ...more });

	it('have whatever Discord always sends, null where it says nothing: messages of every kind', async () => {
		const { alice, channel } = discord.world;
		const command = invoke();
		await call.acknowledge(command);
		await call.editOriginal(command, v2, [film]);
		await call.followUp(command, { content: 'after' });
		await call.webhook('GET', command, '/messages/@original');
		const { body } = await call.post({ content: `<@${alice.id}>`, attachments: [{ id: '0' }] }, [film]);
		await call.post({ content: 'reply', message_reference: { message_id: body.id } });
		await call.post(v2, [film]);
		await call.bot('PATCH', `/channels/${channel.id}/messages/${body.id}`, { embeds: [{ title: 'T' }] });
		const forward = discord.post({ user: alice, forwards: body.id });
		await call.bot('GET', `/channels/${channel.id}/messages/${forward.id}`);
		await call.bot('GET', `/channels/${channel.id}/messages`);
		const press = discord.press({ user: alice, message: discord.original(command)!, customId: 'b' });
		await call.acknowledge(press, { type: 7, data: v2 }, [film]);

		expect(discord.exchanges.map(({ answer }) => answer?.status).filter((status) => Number(status) > 204)).toEqual([]);
		expect(discord.exchanges.flatMap(answerProblems)).toEqual([]);
	});

	it('have whatever Discord always sends, null where it says nothing: places, people and the application', async () => {
		const { alice, bob, channel, guild } = discord.world;
		const thread = discord.world.addThread(channel, 'T');
		for (const { id } of [channel, thread, discord.world.dmWith(alice)]) await call.bot('GET', `/channels/${id}`);
		await call.bot('POST', '/users/@me/channels', { recipient_id: bob.id });
		const paths = ['/gateway', '/gateway/bot', '/users/@me', '/applications/@me', '/oauth2/applications/@me'];
		for (const path of [...paths, `/guilds/${guild.id}`, `/guilds/${guild.id}/members/${bob.id}`])
			await call.bot('GET', path);
		await call.bot('GET', `/applications/${discord.applicationId}/commands`);
		const guildCommands = `/applications/${discord.applicationId}/guilds/${guild.id}/commands`;
		await call.bot('PUT', guildCommands, [{ name: 'one', description: 'One' }]);
		await call.bot('GET', guildCommands);

		expect(discord.exchanges.map(({ answer }) => answer?.status).filter((status) => Number(status) > 204)).toEqual([]);
		expect(discord.exchanges.flatMap(answerProblems)).toEqual([]);
	});
});
