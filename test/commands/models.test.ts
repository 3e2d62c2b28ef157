import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Interaction } from '../../sandbox/discord/world/interaction.js';
import { modelsPage, modelsPageSize } from '../../src/messages/pages/modelsPage.js';
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

	it('tells what a model is good for, what a hundred videos cost, without saying its maker twice', async () => {
		const kling = lobby.at.told(await models('kling 3.0'));
		expect(kling).toMatch(/Good for sharp pictures, going from one picture to another/u);
		expect(kling).toMatch(/100 videos of 5 s: at most \$/u);
		expect(kling).not.toContain('Kling 3.0** · Kling');
	});

	it('says of a last day that is over that it was to be the last', () => {
		const entry = { name: 'Sora 2', providerName: 'Sora', text: true, image: 'optional' } as const;
		const old = { ...entry, lastFrame: false, references: 0, listed: true, standard: false, sunset: '2026-09-24' };
		const page = { ownerId: '1', locale: 'en-US', page: 1, pages: 1 };
		const shown = (pastSunset: boolean) => JSON.stringify(modelsPage({ ...page, models: [{ ...old, pastSunset }] }));
		expect(shown(false)).toContain('retires on <t:1790251200:D>');
		expect(shown(true)).toContain('was to retire on <t:1790251200:D> and may stop working');
	});

	it('opens the form with a model that is used, and makes a job of it', async () => {
		const { discord, store } = lobby.at;
		const { alice } = discord.world;
		const first = await models('kling 3.0');
		const customId = /v1:use:[\w-]+:\d+/u.exec(lobby.at.told(first))![0];
		const press = discord.press({ user: alice, message: first.originalId!, customId });
		await press.responded();
		const opened = JSON.stringify(press.modal);
		expect(opened).toMatch(/"value":"kling-v3"[^}]*"default":true/u);
		const sent = discord.submitModal(press, { prompt: 'a kite', model: ['kling-v3'], duration: '', shape: 'vertical' });
		await sent.responded();
		await expect
			.poll(() => store.get(sent.id))
			.toMatchObject({
				request: { prompt: 'a kite', model: 'kling-v3', aspect: '9:16' },
			});
	});

	it('says so where a model is not offered any more', async () => {
		const { discord } = lobby.at;
		const first = await models('kling 3.0');
		const customId = /v1:use:[\w-]+:\d+/u.exec(lobby.at.told(first))![0];
		await lobby.settings.change(discord.world.guild.id, '1', (settings) => ({
			...settings,
			allowedModels: ['veo3.1'],
		}));
		const press = discord.press({ user: discord.world.alice, message: first.originalId!, customId });
		await press.responded();
		expect(lobby.at.told(press)).toContain('not offered any more');
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
