// A small bot for the page's own tests: it uses every kind of component that the page draws. It knows nothing of videos.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { Client, Events, MessageFlags, Routes } from 'discord.js';

const { DISCORD_TOKEN, DISCORD_API_URL, OPS_PORT, CLIP } = process.env;
const client = new Client({ intents: [], rest: { api: DISCORD_API_URL } });
const both = { integration_types: [0, 1], contexts: [0, 1, 2] };
const ko = (name) => ({ name_localizations: { ko: name } });
const models = ['veo3.1-fast', 'veo3.1', 'sora-2', 'kling-2.5'];

const commands = [
	{
		...both,
		name: 'video',
		...ko('영상'),
		description: 'Make a video from words and pictures',
		description_localizations: { ko: '글과 그림으로 영상을 만들어요' },
		options: [
			{
				type: 3,
				name: 'prompt',
				...ko('설명'),
				description: 'What happens in the video',
				required: true,
				max_length: 200,
			},
			{ type: 11, name: 'image', description: 'First frame or source picture', file_types: ['image'] },
			{ type: 3, name: 'model', description: 'Which model makes it', autocomplete: true },
			{ type: 4, name: 'duration', description: 'Seconds', min_value: 1, max_value: 20 },
			{
				type: 3,
				name: 'aspect',
				description: 'Shape',
				choices: [
					{ name: 'Wide (16:9)', value: '16:9' },
					{ name: 'Tall (9:16)', value: '9:16' },
				],
			},
			{ type: 5, name: 'private', description: 'Only you see it' },
		],
	},
	{ ...both, name: 'models', description: 'The models and what they can do' },
	{
		name: 'video-admin',
		description: 'Settings',
		default_member_permissions: '32',
		contexts: [0],
		options: [{ type: 1, name: 'usage', description: 'What was spent' }],
	},
	{ ...both, type: 3, name: 'Animate image' },
];

const text = (content) => ({ type: 10, content });
const v2 = (components, flags = 0) => ({
	flags: MessageFlags.IsComponentsV2 | flags,
	components,
	allowedMentions: { parse: [] },
});
const button = (custom_id, label, style = 2) => ({ type: 2, style, label, custom_id });

const progress = (percent, since) =>
	v2([
		{
			type: 17,
			accent_color: 0x5865f2,
			components: [
				text(
					`### Generating\n**${'█'.repeat(percent / 10)}${'░'.repeat(10 - percent / 10)}** ${percent} %\n-# veo3.1-fast · began <t:${since}:R>`,
				),
				{ type: 14 },
				{ type: 1, components: [button('cancel', 'Cancel', 4)] },
			],
		},
	]);

const finished = (userId, picture) =>
	v2([
		text(`<@${userId}> your video is ready.`),
		{
			type: 17,
			accent_color: 0x248046,
			components: [
				{
					type: 9,
					components: [text('### A harbour at dawn'), text('-# veo3.1-fast · 8 s · 16:9')],
					accessory: picture
						? { type: 11, media: { url: picture }, description: 'The picture it began from' }
						: button('details', 'Details'),
				},
				{ type: 12, items: [{ media: { url: 'attachment://video.mp4' }, description: 'Boats in a harbour at dawn' }] },
				{
					type: 1,
					components: [button('again', 'Again', 1), button('edit', 'Edit prompt'), button('delete', 'Delete', 4)],
				},
				{
					type: 1,
					components: [
						{
							type: 3,
							custom_id: 'other',
							placeholder: 'Another model',
							options: models.map((name) => ({ label: name, value: name })),
						},
					],
				},
			],
		},
	]);

const modal = {
	custom_id: 'edited',
	title: 'Edit prompt',
	components: [
		text('Change what you like. **Nothing is paid** before you submit.'),
		{
			type: 18,
			label: 'Prompt',
			description: 'What happens in the video',
			component: {
				type: 4,
				custom_id: 'prompt',
				style: 2,
				required: true,
				max_length: 200,
				value: 'A harbour at dawn',
			},
		},
		{ type: 18, label: 'Picture', component: { type: 19, custom_id: 'picture', required: false } },
		{
			type: 18,
			label: 'Shape',
			component: {
				type: 21,
				custom_id: 'shape',
				options: [
					{ label: 'Wide', value: '16:9', default: true },
					{ label: 'Tall', value: '9:16' },
				],
			},
		},
		{ type: 18, label: 'Hide it as a spoiler', component: { type: 23, custom_id: 'spoiler' } },
	],
};

async function video(interaction) {
	const since = Math.floor(Date.now() / 1000);
	const hidden = interaction.options.getBoolean?.('private') ?? false;
	await interaction.deferReply({ flags: hidden ? MessageFlags.Ephemeral : undefined });
	for (const percent of [0, 40, 80]) {
		await interaction.editReply(progress(percent, since));
		await new Promise((resolve) => setTimeout(resolve, 500));
	}
	const picture = interaction.options.getAttachment?.('image')?.url;
	const files = [{ attachment: await readFile(CLIP), name: 'video.mp4', description: 'Boats in a harbour at dawn' }];
	const body = finished(interaction.user.id, picture);
	if (hidden) return interaction.editReply({ ...body, files });
	const { id } = await interaction.fetchReply();
	await interaction.editReply(v2([text(`Done. The video is below. -# <t:${since}:R>`)]));
	const channel = await client.channels.fetch(interaction.channelId, { allowUnknownGuild: true });
	return channel.send({
		...body,
		files,
		allowedMentions: { users: [interaction.user.id] },
		reply: { messageReference: id },
	});
}

client.on(Events.InteractionCreate, async (interaction) => {
	if (interaction.isAutocomplete()) {
		const typed = interaction.options.getFocused();
		return interaction.respond(models.filter((name) => name.includes(typed)).map((name) => ({ name, value: name })));
	}
	if (interaction.isMessageContextMenuCommand()) {
		return interaction.reply({
			content: `Animating ${interaction.targetMessage.attachments.size} picture(s)`,
			flags: 64,
		});
	}
	if (interaction.isChatInputCommand() && interaction.commandName === 'video') return video(interaction);
	if (interaction.isButton() && interaction.customId === 'edit') return interaction.showModal(modal);
	if (interaction.isModalSubmit()) {
		const prompt = interaction.fields.getTextInputValue('prompt');
		return interaction.reply({ content: `New prompt: **${prompt}**`, flags: 64 });
	}
	return interaction.reply({
		content: `Pressed \`${interaction.customId ?? interaction.commandName}\` ||secretly||`,
		flags: 64,
	});
});
client.on(Events.Error, (error) => console.error(JSON.stringify(error.rawError) ?? error));
client.once(Events.ClientReady, async () => {
	await client.rest.put(Routes.applicationCommands(client.application.id), { body: commands });
	createServer((_, response) => response.end('ready')).listen(Number(OPS_PORT), '127.0.0.1');
	console.log(JSON.stringify({ level: 30, time: Date.now(), msg: 'ready' }));
});
process.on('SIGTERM', () => void client.destroy().then(() => process.exit(0)));
await client.login(DISCORD_TOKEN);
