import {
	ActionRowBuilder,
	AttachmentBuilder,
	ButtonBuilder,
	ButtonStyle,
	ComponentType,
	ContainerBuilder,
	MessageFlags,
	Routes,
	type Client,
} from 'discord.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DiscordSimulator } from '../../sandbox/discord/simulator.js';
import type { Exchange } from '../../sandbox/http/exchange.js';
import { errors, loginBot, register, restOf } from '../sandbox/discord/bot.js';
import { hasOpenApi, problemsOf, validateExchange } from '../harness/openapi.js';

describe.skipIf(!hasOpenApi)("requests held against Discord's own document (needs discord-openapi.json)", () => {
	let discord: DiscordSimulator;
	let client: Client<true>;

	beforeAll(async () => {
		discord = await DiscordSimulator.start();
		await register(discord);
		client = await loginBot(discord, async (interaction) => {
			if (interaction.isAutocomplete()) await interaction.respond([{ name: 'Veo', value: 'veo' }]);
			if (interaction.isButton()) {
				await interaction.showModal({
					custom_id: 'm',
					title: 'T',
					components: [{ type: ComponentType.TextDisplay, content: 'words' }],
				});
			}
			if (!interaction.isChatInputCommand()) return;
			await interaction.deferReply({ withResponse: true });
			await interaction.editReply({
				flags: MessageFlags.IsComponentsV2,
				allowedMentions: { parse: [] },
				files: [new AttachmentBuilder(Buffer.from('film'), { name: 'v.mp4', description: 'alt' })],
				components: [
					new ContainerBuilder()
						.setAccentColor(0x58_65_f2)
						.addSectionComponents((section) =>
							section
								.addTextDisplayComponents((text) => text.setContent('words'))
								.setButtonAccessory((button) => button.setCustomId('b').setLabel('B').setStyle(ButtonStyle.Secondary)),
						)
						.addSeparatorComponents((separator) => separator.setDivider(true))
						.addMediaGalleryComponents((gallery) => gallery.addItems((item) => item.setURL('attachment://v.mp4'))),
					new ActionRowBuilder<ButtonBuilder>().addComponents(
						new ButtonBuilder().setLabel('Link').setURL('https://example.com').setStyle(ButtonStyle.Link),
					),
				],
			});
			await interaction.followUp({ content: 'after', flags: MessageFlags.Ephemeral });
		});
	});
	afterAll(async () => {
		await client.destroy();
		await discord.close();
	});

	it('finds nothing wrong with what discord.js sends', async () => {
		const { alice, channel } = discord.world;
		const handle = discord.invoke({ user: alice, command: 'video', options: { prompt: 'a cat' } });
		await discord.until('message', ({ message }) => message.content === 'after');
		await discord.autocomplete({ user: alice, command: 'video', focused: 'model' }).choices();
		await discord.press({ user: alice, message: discord.original(handle)!, customId: 'b' }).modalOpened();
		const rest = restOf(discord);
		await rest.post(Routes.channelMessages(channel.id), {
			body: {
				content: 'done',
				nonce: 'one',
				enforce_nonce: true,
				allowed_mentions: { users: [alice.id], replied_user: false },
				message_reference: { message_id: discord.original(handle)!.id, fail_if_not_exists: false },
			},
		});
		const query = new URLSearchParams({ limit: '5' });
		await rest.get(Routes.channelMessages(channel.id), { query });
		await rest.post(Routes.userChannels(), { body: { recipient_id: alice.id } });
		await rest.get(Routes.guildMember(discord.world.guild.id, alice.id));

		expect(errors).toEqual([]);
		expect(discord.exchanges.length).toBeGreaterThan(9);
		expect(problemsOf(discord.exchanges)).toEqual([]);
	});

	const message = '/channels/100000000000000001/messages';
	it.each([
		['an unknown key', 'POST', message, { content: 'x', colour: 1 }, /unknown key \/colour/],
		[
			'an unknown key deep inside',
			'POST',
			message,
			deep({ colour: 1 }),
			/unknown key \/components\/0\/components\/0\/colour/,
		],
		['a key that only another component knows', 'POST', message, deep({ label: 'x' }), /unknown key .*\/label/],
		['a wrong type', 'POST', message, { content: 5 }, /\/content must be string/],
		[
			'a wrong type deep inside',
			'POST',
			message,
			deep({ content: 5 }),
			/\/components\/0\/components\/0\/content must be string/,
		],
		[
			'a text that is too long',
			'POST',
			message,
			{ content: 'x'.repeat(4001) },
			/\/content must NOT have more than 4000/,
		],
		[
			'a key of Create Message that a webhook lacks',
			'PATCH',
			'/webhooks/1/t/messages/@original',
			{ sticker_ids: [] },
			/sticker_ids/,
		],
		[
			'an unknown key of a command',
			'PUT',
			'/applications/1/commands',
			[{ name: 'a', description: 'a', hidden: 1 }],
			/\/0\/hidden/,
		],
		['an id that is none', 'POST', '/channels/general/messages', { content: 'x' }, /path parameter channel_id/],
		['an unknown route', 'POST', '/channels/1/films', { content: 'x' }, /no such route/],
		['a method that the route lacks', 'PUT', message, { content: 'x' }, /no such route/],
		['an unknown query parameter', 'GET', `${message}?since=1`, undefined, /unknown query parameter since/],
		['a missing body', 'POST', message, undefined, /the body is missing/],
	])('refuses %s', (_what, method, path, json, expected) => {
		expect(validateExchange(exchange(method, path, json)).join('\n')).toMatch(expected);
	});

	it('lets through only the named gaps of the document', () => {
		const command = { name: 'a', description: 'a', nsfw: true, default_member_permissions: '32' };
		expect(validateExchange(exchange('PUT', '/applications/1/commands', [command]))).toEqual([]);
		expect(
			validateExchange(exchange('PATCH', '/webhooks/1/t/messages/@original', { content: 'x', enforce_nonce: false })),
		).toEqual([]);
		expect(validateExchange(exchange('POST', message, { content: 'x', nsfw: true }))).toHaveLength(1);
		const wrong = { ...command, default_member_permissions: 'many' };
		expect(validateExchange(exchange('PUT', '/applications/1/commands', [wrong]))).not.toEqual([]);
	});

	it('looks into the payload of a form, and at the names of its files', () => {
		const file = { filename: 'v.mp4', contentType: 'video/mp4', bytes: Buffer.from('film') };
		const good = exchange('POST', message, { attachments: [{ id: '0' }] });
		expect(validateExchange({ ...good, form: { fields: [], files: [{ ...file, name: 'files[0]' }] } })).toEqual([]);
		expect(validateExchange({ ...good, form: { fields: [], files: [{ ...file, name: 'film' }] } })).toHaveLength(1);
		const bad = exchange('POST', message, { attachments: [{ id: '0', size: 4 }] });
		expect(validateExchange(bad).join()).toMatch(/unknown key \/attachments\/0\/size/);
	});
});

function deep(text: object): object {
	return { flags: 32_768, components: [{ type: 17, components: [{ type: 10, content: 'x', ...text }] }] };
}

function exchange(method: string, path: string, json: unknown): Exchange {
	const url = new URL(`http://discord/api/v10${path}`);
	const body = Buffer.from(json === undefined ? '' : JSON.stringify(json));

	return { at: 0, method, path: url.pathname, query: url.searchParams, headers: {}, body, json };
}
