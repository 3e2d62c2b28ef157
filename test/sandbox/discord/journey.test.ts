import {
	ActionRowBuilder,
	ButtonBuilder,
	ButtonStyle,
	ComponentType,
	ContainerBuilder,
	MessageFlags,
	TextInputStyle,
	type Client,
} from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DiscordSimulator } from '../../../sandbox/discord/simulator.js';
import { errors, loginBot, register } from './bot.js';

describe('a real discord.js client against the simulator', () => {
	let discord: DiscordSimulator;
	let client: Client | undefined;

	beforeEach(async () => {
		discord = await DiscordSimulator.start();
		await register(discord);
		errors.length = 0;
	});
	afterEach(async () => {
		await client?.destroy();
		await discord.close();
		expect(errors).toEqual([]);
		expect(discord.unknownRoutes).toEqual([]);
	});

	it('defers, fills the reply with components v2 and a playable file, and follows up', async () => {
		const film = Buffer.from('not really a film, but bytes');
		client = await loginBot(discord, async (interaction) => {
			if (!interaction.isChatInputCommand()) return;
			const deferred = await interaction.deferReply({ withResponse: true });
			expect(deferred.interaction.responseMessageId).toMatch(/^\d{17,19}$/);
			await interaction.editReply({
				flags: MessageFlags.IsComponentsV2,
				components: [
					new ContainerBuilder()
						.addTextDisplayComponents((text) => text.setContent('Here it is'))
						.addMediaGalleryComponents((gallery) => gallery.addItems((item) => item.setURL('attachment://video.mp4'))),
				],
				files: [{ attachment: film, name: 'video.mp4', description: 'a film' }],
			});
			await interaction.followUp({ content: `<@${interaction.user.id}> done` });
		});
		const handle = discord.invoke({ user: discord.world.alice, command: 'video', options: { prompt: 'a cat' } });
		await discord.until('message', ({ message }) => message.content.endsWith('done'));

		const [reply, followUp] = discord.messages();
		expect(handle.acknowledgement).toMatchObject({ type: 5, ephemeral: false, messageId: reply!.id });
		expect(reply).toMatchObject({ type: 20, flags: MessageFlags.IsComponentsV2, edited_timestamp: null });
		expect(reply!.attachments).toEqual([]);
		const [file] = discord.files(reply);
		expect(file).toMatchObject({
			filename: 'video.mp4',
			content_type: 'video/mp4',
			description: 'a film',
			size: film.length,
		});
		const shown = JSON.stringify(reply!.components);
		expect(shown).toContain(file!.id);
		expect(Buffer.from(await (await fetch(file!.url)).arrayBuffer())).toEqual(film);
		expect(followUp?.mentions.map(({ id }) => id)).toEqual([discord.world.alice.id]);
		expect(discord.notifications).toMatchObject([
			{ userId: discord.world.alice.id, messageId: followUp!.id, reason: 'mention' },
		]);
	});

	it('hands attachments over with addresses that serve the bytes', async () => {
		let url = '';
		client = await loginBot(discord, async (interaction) => {
			if (!interaction.isChatInputCommand()) return;
			const image = interaction.options.getAttachment('image', true);
			url = image.url;
			await interaction.reply(
				`${image.name} ${image.contentType ?? ''} ${image.width ?? 0} ${interaction.attachmentSizeLimit}`,
			);
		});
		const handle = discord.invoke({
			user: discord.world.alice,
			command: 'video',
			options: { prompt: 'a cat' },
			attachments: { image: { name: 'cat picture.png', bytes: onePixel } },
		});
		await handle.responded();

		expect(discord.original(handle)?.content).toBe('cat_picture.png image/png 1 10485760');
		const response = await fetch(url, { headers: { range: 'bytes=0-3' } });
		expect(response.status).toBe(206);
		expect(Buffer.from(await response.arrayBuffer())).toEqual(onePixel.subarray(0, 4));
		discord.cdn.vanishEphemeral();
		expect((await fetch(url)).status).toBe(404);
	});

	it('completes an option while the member types', async () => {
		client = await loginBot(discord, async (interaction) => {
			if (interaction.isAutocomplete())
				await interaction.respond([{ name: interaction.options.getFocused(), value: 'veo3.1' }]);
		});
		const handle = discord.autocomplete({
			user: discord.world.bob,
			command: 'video',
			focused: 'model',
			options: { model: 'veo' },
		});

		expect(await handle.choices()).toEqual([{ name: 'veo', value: 'veo3.1' }]);
	});

	it('opens a modal from a button, takes what the member fills in, and updates the message', async () => {
		client = await loginBot(discord, async (interaction) => {
			if (interaction.isChatInputCommand()) {
				const row = new ActionRowBuilder<ButtonBuilder>().addComponents(
					new ButtonBuilder().setCustomId('v1:edit').setLabel('Edit').setStyle(ButtonStyle.Primary),
				);
				await interaction.reply({ content: 'before', components: [row] });
			}
			if (interaction.isButton()) {
				await interaction.showModal({
					custom_id: 'edit',
					title: 'Edit',
					components: [
						{
							type: ComponentType.Label,
							label: 'Prompt',
							component: {
								type: ComponentType.TextInput,
								custom_id: 'prompt',
								style: TextInputStyle.Paragraph,
								required: true,
							},
						},
					],
				});
			}
			if (interaction.isModalSubmit() && interaction.isFromMessage()) {
				await interaction.update({ content: interaction.fields.getTextInputValue('prompt'), components: [] });
			}
		});
		const { alice } = discord.world;
		const asked = discord.invoke({ user: alice, command: 'video', options: { prompt: 'a cat' } });
		await asked.responded();
		const press = discord.press({ user: alice, message: discord.original(asked)!, customId: 'v1:edit' });
		expect((await press.modalOpened()).title).toBe('Edit');
		await discord.submitModal(press, { prompt: 'a dog' }).responded();

		expect(discord.messages().map(({ content, components }) => [content, components])).toEqual([['a dog', []]]);
	});

	it('runs a message command on a picture that a member posted', async () => {
		client = await loginBot(discord, async (interaction) => {
			if (!interaction.isMessageContextMenuCommand()) return;
			await interaction.reply({
				content: interaction.targetMessage.attachments.first()?.name ?? 'none',
				flags: MessageFlags.Ephemeral,
			});
		});
		const { alice, bob } = discord.world;
		const message = discord.post({ user: bob, content: 'look', attachments: [{ name: 'cat.png', bytes: onePixel }] });
		const handle = discord.runMessageCommand({ user: alice, command: 'Animate image', message });
		await handle.responded();

		expect(discord.original(handle)).toMatchObject({ content: 'cat.png', type: 23 });
		expect(discord.messages().map(({ content }) => content)).toEqual(['look']);
		expect(discord.messages(discord.world.channel, alice).map(({ content }) => content)).toEqual(['look', 'cat.png']);
		expect(discord.messages(discord.world.channel, bob)).toHaveLength(1);
	});
});

const onePixel = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);
