import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answered, asAdmin, turned } from '../../harness/asking.js';
import { expectGoodManners } from '../../harness/promises.js';
import { AppHarness, buttonOf } from '../../harness/appHarness.js';

let stage: AppHarness;
beforeAll(async () => {
	stage = await AppHarness.set({ env: { DAILY_USD: '' } });
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

describe('the panel of settings', () => {
	it('changes by buttons and selects what needed commands, writes down who did, and shows what holds then', async () => {
		const { world } = stage.discord;
		const quiet = world.addChannel(world.guild, 'quiet');
		const { interaction, admin } = await asAdmin(stage, 'settings');
		const use = async (act: string, values?: readonly string[]): Promise<string> => {
			const message = stage.discord.original(interaction)!;
			const of = { user: admin, message, customId: buttonOf(message, `panel:${act}`)! };
			const used = values === undefined ? stage.discord.press(of) : stage.discord.select({ ...of, values });
			return turned(stage, used, interaction);
		};

		expect(await use('pause')).toContain('**Paused**: yes (set here)');
		expect(await use('resume')).toContain('**Paused**: no');
		expect(await use('adults')).toContain('**Age-restricted channels only**: yes');
		expect(await use('everywhere')).toContain('**Age-restricted channels only**: no');
		expect(await use('private', [quiet.id])).toContain(`**Always private in**: <#${quiet.id}>`);
		expect(await use('log', [quiet.id])).toContain(`**Log for moderators**: <#${quiet.id}>`);
		expect(await use('model', ['kling-v3'])).toMatch(/\*\*Default model\*\*: Kling 3.* \(set here\)/u);
		expect(await use('model', ['bot'])).toContain("**Default model**: Veo 3.1 Fast (the bot's default)");
		expect(await use('private', [])).toContain('**Always private in**: none');
		expect(await use('log', [])).toContain('**Log for moderators**: none');
		expect((await asAdmin(stage, 'changes')).read.match(new RegExp(`<@${admin.id}>`, 'gu'))?.length).toBe(10);
	});

	it('leads to the requests, and changes nothing for whoever may no longer set up the server', async () => {
		const { world } = stage.discord;
		const { interaction, admin } = await asAdmin(stage, 'settings');
		const message = stage.discord.original(interaction)!;
		const press = (act: string): Promise<string> =>
			answered(stage, stage.discord.press({ user: admin, message, customId: buttonOf(message, `panel:${act}`)! }));
		expect(await press('requests')).toContain('In the making (0)');
		world.guild.members.get(admin.id)!.permissions = 0n;
		expect(await press('pause')).toContain('permission to manage the server');
		expect((await asAdmin(stage, 'settings')).read).toContain('**Paused**: no');
	});
});
