import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Interaction } from '../../sandbox/discord/world/interaction.js';
import { modelsPageSize } from '../../src/messages/pages/modelsPage.js';
import { BotHarness } from '../harness/botHarness.js';

let lobby: BotHarness;
beforeEach(async () => {
	lobby = await BotHarness.started();
});
afterEach(() => lobby.close());

async function models(search?: string): Promise<Interaction> {
	const { discord } = lobby.at;
	const interaction = discord.invoke({
		user: discord.world.alice,
		command: 'models',
		options: search === undefined ? {} : { search },
	});
	await interaction.responded();
	return interaction;
}

describe('/models', () => {
	it('shows every model on one of its pages, privately', async () => {
		const { discord } = lobby.at;
		const first = await models();
		const pages = Math.ceil(lobby.offers.models().length / modelsPageSize);
		let shown = lobby.at.told(first);
		let read = shown;
		for (let page = 2; page <= pages; page += 1) {
			const customId = `v1:models:${page}:${discord.world.alice.id}`;
			expect(shown).toContain(customId);
			const press = discord.press({ user: discord.world.alice, message: first.originalId!, customId });
			await press.responded();
			shown = lobby.at.told(first);
			read += shown;
		}

		expect(pages).toBeGreaterThan(1);
		for (const { model } of lobby.offers.models()) expect(read).toContain(`**${model.name}`);
	});

	it('finds models by parts of a name', async () => {
		const told = lobby.at.told(await models('veo fast'));

		expect(told).toMatch(/Veo[^*]*Fast/u);
		expect(told).not.toMatch(/Kling|Sora/u);
	});

	it('says when nothing is found', async () => {
		expect(lobby.at.told(await models('no such model'))).toContain('No model matches');
	});

	it('turns the pages of what was found, too', async () => {
		const { discord } = lobby.at;
		const first = await models('from');
		expect(lobby.at.told(first)).toContain('No model matches');
		const kling = await models('i');
		const next = /v1:models:(2-[\w-]+):/u.exec(lobby.at.told(kling))?.[1];
		const press = discord.press({
			user: discord.world.alice,
			message: kling.originalId!,
			customId: `v1:models:${next}:${discord.world.alice.id}`,
		});
		await press.responded();

		expect(next).toBe('2-aQ');
		expect(lobby.at.told(kling)).toContain('Page 2 of');
	});

	it('leaves out what the server does not allow, and marks its standard', async () => {
		const { discord } = lobby.at;
		await lobby.settings.change(discord.world.guild.id, '1', (settings) => ({
			...settings,
			allowedModels: ['kling-v2-6', 'kling-v3'],
			defaultModel: 'kling-v3',
		}));
		const told = lobby.at.told(await models());

		expect(told).toMatch(/Kling 3\.0[^\n]*default here/u);
		expect(told).toContain('Kling 2.6');
		expect(told).not.toContain('Veo');
	});
});
