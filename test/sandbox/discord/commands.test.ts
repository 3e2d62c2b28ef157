import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DiscordSimulator } from '../../../sandbox/discord/simulator.js';
import { commands } from './bot.js';
import { Caller, type Called } from './caller.js';

const option = (more: object = {}): object => ({ type: 3, name: 'prompt', description: 'x', ...more });
const command = (more: object = {}): object => ({ name: 'video', description: 'x', ...more });
const numbered = (count: number, make: (index: number) => object): object[] =>
	Array.from({ length: count }, (_, index) => make(index));

describe('the registration of commands', () => {
	let discord: DiscordSimulator;
	let put: (body: unknown, guild?: string) => Promise<Called>;

	beforeEach(async () => {
		discord = await DiscordSimulator.start();
		const call = new Caller(discord);
		put = (body, guild) =>
			call.bot(
				'PUT',
				`/applications/${discord.applicationId}${guild === undefined ? '' : `/guilds/${guild}`}/commands`,
				body,
			);
	});
	afterEach(() => discord.close());

	it('returns what was created with ids, and keeps the ids of names that stay', async () => {
		const first = await put(commands);
		expect(first.status).toBe(200);
		const created = discord.commands();
		expect(first.body).toMatchObject(
			created.map(({ id, name }) => ({ id, name, application_id: discord.applicationId })),
		);
		await put([commands[0]]);
		expect(discord.commands().map(({ id }) => id)).toEqual([created[0]!.id]);
	});

	it('keeps the commands of a guild apart, and needs the application there', async () => {
		const { world } = discord;
		await put([command()], world.guild.id);
		expect(discord.commands()).toEqual([]);
		expect(discord.commands(world.guild)).toMatchObject([{ name: 'video', guild_id: world.guild.id }]);
		const foreign = world.addGuild('Foreign', { owner: world.bob, bot: false });
		expect(await put([command()], foreign.id)).toMatchObject({ status: 403, code: 50001 });
	});

	it.each([
		['a capital in the name', 'INVALID_NAME', command({ name: 'Video' })],
		['a space in the name', 'INVALID_NAME', command({ name: 'my video' })],
		['33 characters', 'INVALID_NAME', command({ name: 'x'.repeat(33) })],
		['no description', '"description"', { name: 'video' }],
		['a description over 100', '"description"', command({ description: 'x'.repeat(101) })],
		['26 options', '"options"', command({ options: numbered(26, (index) => option({ name: `o${index}` })) })],
		[
			'26 choices',
			'"choices"',
			command({ options: [option({ choices: numbered(26, (index) => ({ name: `c${index}`, value: 'v' })) })] }),
		],
		[
			'a choice over 100',
			'"value"',
			command({ options: [option({ choices: [{ name: 'c', value: 'x'.repeat(101) }] })] }),
		],
		[
			'choices beside autocomplete',
			'AUTOCOMPLETE',
			command({ options: [option({ autocomplete: true, choices: [{ name: 'c', value: 'v' }] })] }),
		],
		[
			'a required option after an optional one',
			'REQUIRED_INVALID',
			command({ options: [option(), option({ name: 'b', required: true })] }),
		],
		['an option twice', 'NAME_INVALID', command({ options: [option(), option()] })],
		[
			'a localised name that is another option’s',
			'NAME_INVALID',
			command({ options: [option(), option({ name: 'b', name_localizations: { ko: 'prompt' } })] }),
		],
		['a locale that does not exist', 'Unknown locale', command({ name_localizations: { xx: 'video' } })],
		['max_length over 6000', '"max_length"', command({ options: [option({ max_length: 6001 })] })],
		[
			'bounds the wrong way round',
			'max_value is below',
			command({ options: [option({ type: 4, min_value: 2, max_value: 1 })] }),
		],
		[
			'a subcommand beside an option',
			'TYPE_INVALID',
			command({ options: [option(), { type: 1, name: 's', description: 'x' }] }),
		],
		[
			'more than 8000 characters',
			'TOO_LARGE',
			command({
				options: numbered(25, (index) =>
					option({
						name: `o${index}`,
						choices: numbered(4, (n) => ({ name: `${n}`.repeat(50), value: 'x'.repeat(40) })),
					}),
				),
			}),
		],
		['private channels without user installs', 'INVALID_CONTEXT', command({ contexts: [2], integration_types: [0] })],
		['options of a menu command', 'OPTIONS_INVALID', { type: 3, name: 'Animate image', options: [option()] }],
		['a description of a menu command', 'INVALID_DESCRIPTION', { type: 3, name: 'Animate image', description: 'x' }],
	])('refuses %s (50035)', async (_what, reason, body) => {
		const answer = await put([body]);
		expect(answer).toMatchObject({ status: 400, code: 50035 });
		expect(JSON.stringify(answer.body.errors)).toContain(reason);
		expect(discord.commands()).toEqual([]);
	});

	it('counts the longest localisation towards the 8000 characters', async () => {
		const long = { description_localizations: { ko: 'x'.repeat(100) } };
		const short = command({
			options: numbered(25, (index) =>
				option({ name: `o${index}`, choices: numbered(5, (n) => ({ name: `${n}`, value: 'x'.repeat(50) })) }),
			),
		});
		expect((await put([short])).status).toBe(200);
		const options = numbered(25, (index) =>
			option({ name: `o${index}`, ...long, choices: numbered(5, (n) => ({ name: `${n}`, value: 'x'.repeat(50) })) }),
		);
		expect(await put([command({ options })])).toMatchObject({ code: 50035 });
	});

	it('refuses names used twice and more than 15 menu commands', async () => {
		expect(await put([command(), command()])).toMatchObject({ code: 50035 });
		const menus = numbered(16, (index) => ({ type: 3, name: `Menu ${index}` }));
		expect(await put(menus)).toMatchObject({ code: 50035 });
		expect(await put([...menus.slice(1), command({ name: '비디오' })])).toMatchObject({ status: 200 });
	});

	it('allows only so many new names a day (30034)', async () => {
		discord.settings.commandCreatesPerDay = 3;
		expect((await put(commands)).status).toBe(200);
		expect((await put(commands)).status).toBe(200);
		expect(await put([command({ name: 'other' })])).toMatchObject({ status: 400, code: 30034 });
	});

	it('takes contexts and installs for global commands only', async () => {
		expect(await put([command({ contexts: [0] })], discord.world.guild.id)).toMatchObject({ code: 50035 });
		expect(await put([command({ contexts: [0] })])).toMatchObject({ status: 200 });
	});
});
