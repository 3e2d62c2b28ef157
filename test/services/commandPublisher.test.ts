import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiscordSimulator } from '../../sandbox/discord/simulator.js';
import { CommandPublisher, PublishedCommands } from '../../src/services/commandPublisher.js';
import { DiscordApi } from '../../src/services/discordApi.js';
import { Storage } from '../../src/services/storage.js';
import { silent } from './doorway.js';

const definition = { name: 'video', description: 'Make a video' };

let discord: DiscordSimulator;
let folder: string;
let storage: Storage;

beforeEach(async () => {
	discord = await DiscordSimulator.start();
	folder = await mkdtemp(join(tmpdir(), 'reelay-commands-'));
	storage = await Storage.open({ url: `sqlite://${join(folder, 'store.sqlite')}`, log: silent });
});
afterEach(async () => {
	await storage.close();
	await discord.close();
	await rm(folder, { recursive: true, force: true });
});

async function publisher(guildId?: string): Promise<CommandPublisher> {
	return new CommandPublisher({
		discord: new DiscordApi({ token: discord.token, apiUrl: discord.apiUrl, userAgent: 'reelay/test' }),
		published: await storage.space('commands', PublishedCommands),
		guildId,
		log: silent,
	});
}

const overwrites = (): number => discord.exchanges.filter(({ method }) => method === 'PUT').length;

describe('CommandPublisher', () => {
	it('publishes once, and after a restart only what has changed', async () => {
		expect(await (await publisher()).publish(discord.applicationId, [definition])).toBe(true);
		expect(await (await publisher()).publish(discord.applicationId, [definition])).toBe(false);
		expect(overwrites()).toBe(1);

		const changed = { ...definition, description: 'Make a film' };
		expect(await (await publisher()).publish(discord.applicationId, [changed])).toBe(true);
		expect(discord.commands()).toMatchObject([{ name: 'video', description: 'Make a film' }]);
		expect(overwrites()).toBe(2);
	});

	it('keeps guilds and applications apart', async () => {
		const { guild } = discord.world;
		await (await publisher()).publish(discord.applicationId, [definition]);
		expect(await (await publisher(guild.id)).publish(discord.applicationId, [definition])).toBe(true);

		expect(discord.commands(guild)).toMatchObject([{ name: 'video' }]);
		expect(overwrites()).toBe(2);
	});

	it('remembers nothing that Discord did not take', async () => {
		discord.faults.answer({ answer: { status: 503, body: {} } });
		await expect((await publisher()).publish(discord.applicationId, [definition])).rejects.toThrow('unanswered');

		expect(await (await publisher()).publish(discord.applicationId, [definition])).toBe(true);
		expect(discord.commands()).toHaveLength(1);
	});
});
