import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiscordSimulator } from '../../../sandbox/discord/simulator.js';
import { definitionSet } from '../../../src/commands/definitionSet.js';
import { definitions } from '../../../src/commands/interaction/definitions.js';
import { CommandPublisher, PublishedCommands } from '../../../src/services/discord/commandPublisher.js';
import { DiscordApi } from '../../../src/services/discord/discordApi.js';
import { Storage } from '../../../src/services/records/storage.js';
import { systemClock } from '../../../src/lib/time.js';
import { Caller } from '../../sandbox/discord/caller.js';
import { silent } from '../../harness/admissionHarness.js';

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
		discord: new DiscordApi({
			...{ token: discord.token, apiUrl: discord.apiUrl, userAgent: 'reelay/test' },
			...{ clock: systemClock, log: silent },
		}),
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

	it.each([
		['gone, as after a removal and a new invitation', []],
		['another version', [{ ...definition, description: 'An old one' }]],
		['more than ours', [definition, { name: 'stranger', description: 'Of another program' }]],
	])('publishes again what is %s', async (_, there) => {
		await (await publisher()).publish(discord.applicationId, [definition]);
		const api = new Caller(discord);
		await api.bot('PUT', `/applications/${discord.applicationId}/commands`, there);

		expect(await (await publisher()).publish(discord.applicationId, [definition])).toBe(true);
		expect(discord.commands()).toMatchObject([{ name: 'video', description: 'Make a video' }]);
		expect(await (await publisher()).publish(discord.applicationId, [definition])).toBe(false);
	});

	it.each([true, false])(
		'finds all that this version offers equal once it stands at Discord (one server: %s)',
		async (inGuild) => {
			for (const userInstall of inGuild ? [false] : [false, true]) {
				const guildId = inGuild ? discord.world.guild.id : undefined;
				const all = definitions(definitionSet, { inGuild, userInstall });
				expect(await (await publisher(guildId)).publish(discord.applicationId, all)).toBe(true);
				const before = overwrites();
				expect(await (await publisher(guildId)).publish(discord.applicationId, all)).toBe(false);
				expect(overwrites()).toBe(before);
			}
		},
	);

	it('leaves what is equal alone with a store that has never published', async () => {
		await (await publisher()).publish(discord.applicationId, [definition]);
		await (await storage.space('commands', PublishedCommands)).delete(`${discord.applicationId}/global`);
		expect(await (await publisher()).publish(discord.applicationId, [definition])).toBe(false);
		// Known now, so that a move clears it.
		await (await publisher(discord.world.guild.id)).publish(discord.applicationId, [definition]);
		expect(discord.commands()).toEqual([]);
	});

	it('changes nothing while Discord does not say what it has', async () => {
		discord.faults.answer({ match: ({ method }) => method === 'GET', answer: { status: 503, body: {} } });
		await expect((await publisher()).publish(discord.applicationId, [definition])).rejects.toThrow('unanswered');
		expect(overwrites()).toBe(0);
	});

	it('moves: where the commands stood before, nobody is offered them twice', async () => {
		const { guild } = discord.world;
		const other = discord.world.addGuild('elsewhere', { owner: discord.world.admin });
		await (await publisher()).publish(discord.applicationId, [definition]);
		expect(await (await publisher(guild.id)).publish(discord.applicationId, [definition])).toBe(true);
		expect(discord.commands()).toEqual([]);
		expect(discord.commands(guild)).toMatchObject([{ name: 'video' }]);
		expect(overwrites()).toBe(3);

		await (await publisher(other.id)).publish(discord.applicationId, [definition]);
		expect(discord.commands(guild)).toEqual([]);
		expect(await (await publisher()).publish(discord.applicationId, [definition])).toBe(true);
		expect(discord.commands(other)).toEqual([]);
		expect(discord.commands()).toMatchObject([{ name: 'video' }]);

		const before = overwrites();
		await (await publisher()).publish(discord.applicationId, [definition]);
		expect(overwrites()).toBe(before);
	});

	it('tries again to clear the place before, unless it may not go there any more', async () => {
		const { guild } = discord.world;
		await (await publisher(guild.id)).publish(discord.applicationId, [definition]);
		const clearing = (x: { method: string; path: string }) => x.method === 'PUT' && x.path.includes(guild.id);
		discord.faults.answer({ match: clearing, answer: { status: 503, body: {} } });
		await expect((await publisher()).publish(discord.applicationId, [definition])).rejects.toThrow('unanswered');
		expect(discord.commands()).toHaveLength(1);

		discord.faults.answer({
			match: clearing,
			answer: { status: 403, body: { code: 50_001, message: 'Missing Access' } },
			times: 3,
		});
		for (let start = 0; start < 3; start += 1) await (await publisher()).publish(discord.applicationId, [definition]);
		// Refused twice more, after pauses: a refusal of access may be wrong for a moment.
		expect(discord.exchanges.filter(clearing)).toHaveLength(5);
	});

	it('leaves the command alone that opens the application’s Activity', async () => {
		const { guild } = discord.world;
		const entry = { type: 4, name: 'Launch', handler: 2, name_localizations: { ko: '시작' } };
		const names = (): string[] => discord.commands().map(({ name }) => name);
		const put = await new Caller(discord).bot('PUT', `/applications/${discord.applicationId}/commands`, [entry]);
		expect(put.status).toBe(200);
		const before = overwrites();

		expect(await (await publisher()).publish(discord.applicationId, [definition])).toBe(true);
		expect(discord.commands()).toMatchObject([{ name: 'video' }, entry]);
		expect(await (await publisher()).publish(discord.applicationId, [definition])).toBe(false);
		expect(overwrites()).toBe(before + 1);

		expect(await (await publisher(guild.id)).publish(discord.applicationId, [definition])).toBe(true);
		expect(names()).toEqual(['Launch']);
		expect(discord.commands(guild)).toMatchObject([{ name: 'video' }]);
	});

	it('keeps applications apart', async () => {
		const table = await storage.space('commands', PublishedCommands);
		await table.set('1/global', { hash: 'of another application' });
		expect(await (await publisher()).publish(discord.applicationId, [definition])).toBe(true);
		expect(overwrites()).toBe(1);
		expect(await table.get('1/global')).toBeDefined();
	});

	it('remembers nothing that Discord did not take', async () => {
		discord.faults.answer({ match: ({ method }) => method === 'PUT', answer: { status: 503, body: {} } });
		await expect((await publisher()).publish(discord.applicationId, [definition])).rejects.toThrow('unanswered');

		expect(await (await publisher()).publish(discord.applicationId, [definition])).toBe(true);
		expect(discord.commands()).toHaveLength(1);
	});
});
