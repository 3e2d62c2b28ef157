import { afterEach, describe, expect, it } from 'vitest';
import { definitionSet } from '../../src/commands/definitionSet.js';
import { definitions } from '../../src/commands/interaction/definitions.js';
import { languages } from '../../src/i18n/index.js';
import { BotHarness } from '../harness/botHarness.js';

let lobby: BotHarness;
afterEach(() => lobby.close());

describe('/video-admin', () => {
	it('refuses whoever may not manage the server, even where the command is shown to them', async () => {
		lobby = await BotHarness.open();
		const { at } = lobby;
		await at.api.overwriteCommands(
			at.discord.applicationId,
			undefined,
			definitions(lobby.commands, { inGuild: false, userInstall: false }),
		);
		const interaction = at.discord.invoke({ user: at.discord.world.admin, command: 'video-admin pause' });
		const command = lobby.commands.slash.find(({ definition }) => definition.name === 'video-admin')!;
		// What Discord says of the member in this very interaction decides.
		await command.execute(undefined as never, { ...at.facts(interaction), memberPermissions: '8192' });

		expect(at.told(interaction)).toContain('permission to manage the server');
		expect(await lobby.settings.of(at.discord.world.guild.id)).toMatchObject({ paused: false });
	});

	it('is taken by Discord everywhere, and in one guild', async () => {
		lobby = await BotHarness.open();
		const { api, discord } = lobby.at;
		for (const userInstall of [false, true]) {
			await api.overwriteCommands(
				discord.applicationId,
				undefined,
				definitions(lobby.commands, { inGuild: false, userInstall }),
			);
		}
		const how = { inGuild: true, userInstall: false };
		expect(definitions(definitionSet, how)).toEqual(definitions(lobby.commands, how));
		const { guild } = discord.world;
		await api.overwriteCommands(
			discord.applicationId,
			guild.id,
			definitions(lobby.commands, { inGuild: true, userInstall: false }),
		);
		const names = ['video', 'videos', 'models', 'video-admin', 'video-privacy', 'Animate image', 'Edit video'];
		expect(
			discord
				.commands(guild)
				.map(({ name }) => name)
				.sort(),
		).toEqual([...names].sort());
	});

	it('keeps every command under the 8000 characters that Discord takes, in the longest language', async () => {
		lobby = await BotHarness.open();
		for (const definition of definitions(lobby.commands, { inGuild: false, userInstall: true })) {
			expect(lengthOf(definition), definition.name).toBeLessThan(8000);
		}
		expect(Object.keys(languages)).toHaveLength(2);
	});
});

/** Names, descriptions and values of a command and of everything in it, each in its longest language. */
function lengthOf(part: object): number {
	const {
		name = '',
		description = '',
		name_localizations,
		description_localizations,
		options,
		choices,
		value,
	} = part as Part;
	const longest = (text: string, others: Record<string, string> | null | undefined): number =>
		Math.max(text.length, ...Object.values(others ?? {}).map(({ length }) => length));
	const own = longest(name, name_localizations) + longest(description, description_localizations);
	const inner = [...(options ?? []), ...(choices ?? [])].reduce((sum, each) => sum + lengthOf(each), 0);
	return own + inner + String(value ?? '').length;
}

interface Part {
	name?: string;
	description?: string;
	name_localizations?: Record<string, string> | null;
	description_localizations?: Record<string, string> | null;
	options?: object[];
	choices?: object[];
	value?: string | number;
}
