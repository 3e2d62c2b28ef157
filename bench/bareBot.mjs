// What Reelay is compared with: a discord.js bot that does nothing but defer its answer.
import { Client, Events } from 'discord.js';

const client = new Client({ intents: [], rest: { api: process.env.DISCORD_API_URL } });
client.on(Events.InteractionCreate, (interaction) => interaction.deferReply());
client.once(Events.ClientReady, async () => {
	const options = [{ type: 3, name: 'prompt', description: 'What to show', required: true }];
	await client.application.commands.set([{ name: 'video', description: 'Makes a video', options }]);
	console.log(JSON.stringify({ msg: 'ready' }));
});
await client.login(process.env.DISCORD_TOKEN);
