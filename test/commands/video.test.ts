import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Invocation } from '../../sandbox/discord/world/actions.js';
import type { Interaction } from '../../sandbox/discord/world/interaction.js';
import { definitions } from '../../src/commands/interaction/definitions.js';
import type { Job } from '../../src/jobs/record/job.js';
import { BotHarness } from '../harness/botHarness.js';
import { troubleWith } from '../harness/storeTrouble.js';

const picture = { name: 'cat.png', bytes: new Uint8Array(64), contentType: 'image/png', width: 640, height: 480 };

let lobby: BotHarness;
beforeEach(async () => {
	lobby = await BotHarness.started();
});
afterEach(() => lobby.close());

type Given = Partial<Omit<Invocation, 'command'>>;

/** Alice types `/video` and is answered. */
async function video(given: Given = {}): Promise<Interaction> {
	const { discord } = lobby.at;
	const { options, ...act } = given;
	const interaction = discord.invoke({
		user: discord.world.alice,
		command: 'video',
		options: { prompt: 'a cat', ...options },
		...act,
	});
	await interaction.responded();
	return interaction;
}

async function recordOf(interaction: Interaction): Promise<Job> {
	await expect.poll(() => lobby.at.store.get(interaction.id)).toMatchObject({ acknowledged: true });
	return (await lobby.at.store.get(interaction.id))!;
}

async function choices(focused: string, options: Record<string, string | number>, locale?: string) {
	const { discord } = lobby.at;
	const typing = discord.autocomplete({
		user: discord.world.alice,
		command: 'video',
		focused,
		options,
		...(locale === undefined ? {} : { locale }),
	});
	return typing.choices();
}

describe('/video', () => {
	it('keeps every option of the request, and where the answer goes', async () => {
		const { world } = lobby.at.discord;
		const interaction = await video({
			options: {
				prompt: '  a cat on a bicycle ',
				model: 'veo3.1-fast',
				duration: 8,
				aspect: '9:16',
				spoiler: true,
			},
			attachments: { image: picture },
		});
		const { image } = Object.fromEntries((await recordOf(interaction)).request.pictures.map((p) => [p.role, p]));

		expect(await recordOf(interaction)).toMatchObject({
			phase: 'queued',
			request: {
				action: 'generate',
				prompt: 'a cat on a bicycle',
				model: 'veo3.1-fast',
				duration: 8,
				aspect: '9:16',
				private: false,
				spoiler: true,
			},
			requester: { id: world.alice.id, locale: 'en-US' },
			destination: {
				applicationId: lobby.at.discord.applicationId,
				interactionId: interaction.id,
				token: interaction.token,
				tokenExpiresAt: expect.any(Number) as number,
				channelId: world.channel.id,
				guildId: world.guild.id,
				context: 'guild',
				guildInstalled: true,
				userInstalled: false,
				attachmentLimit: 10 * 1024 * 1024,
				messageId: interaction.acknowledgement?.messageId,
			},
		});
		expect((await recordOf(interaction)).estimate?.usd).toBeGreaterThan(0);
		expect(image).toMatchObject({ name: 'cat.png', contentType: 'image/png', bytes: 64 });
		expect(image?.url).toContain(lobby.at.discord.cdnOrigin);
	});

	it('takes the default model when none is named, and a model by its shown name', async () => {
		expect((await recordOf(await video())).request.model).toBe('veo3.1-fast');
		const { name, id } = lobby.offers.models().find(({ model }) => model.text && model.id !== 'veo3.1-fast')!.model;
		expect((await recordOf(await video({ options: { model: name.toUpperCase() } }))).request.model).toBe(id);
	});

	it('answers a private request privately, and warns that the answer may outlive its token', async () => {
		const interaction = await video({ options: { private: true } });

		expect(interaction.ephemeral).toBe(true);
		expect((await recordOf(interaction)).notices).toContainEqual(
			expect.objectContaining({ code: 'may-outlive-token' }),
		);
	});

	it.each([
		['a model nobody offers', { model: 'sora-99' }, {}, 'no model called'],
		['an aspect nobody has', { model: 'veo3.1-fast', aspect: '7:3' }, {}, 'aspect'],
		['a prompt without a visible character', { prompt: ' \u200B\u00AD ' }, {}, 'write a prompt'],
		[
			'a picture by name that is a HEIC photo',
			{},
			{ image: { ...picture, name: 'cat.heic', contentType: 'image/heic' } },
			'HEIC',
		],
		['a last frame without a first', { model: 'veo3.1-fast' }, { last_frame: picture }, 'last_frame'],
	])('refuses %s, privately and before anything is written', async (_, options, attachments, words) => {
		const interaction = await video({ options, attachments });

		expect(lobby.at.told(interaction)).toContain(words);
		expect(await lobby.at.store.get(interaction.id)).toBeUndefined();
		expect(lobby.at.limits.usage(interaction.userId)).toEqual({ running: 0, videos: 0, usd: 0 });
	});

	it('tells the member, privately, that the process is about to end', async () => {
		await lobby.at.admission.close();

		expect(lobby.at.told(await video())).toContain('about to restart');
	});

	it('tells the member, privately, that the record could not be written', async () => {
		await troubleWith(`sqlite://${lobby.at.file}`, { table: 'jobs' });

		expect(lobby.at.told(await video())).toContain('could not write');
	});

	it('says how long a prompt may be with the model chosen', async () => {
		const { model } = [...lobby.offers.models()].sort((a, b) => a.model.maxPrompt - b.model.maxPrompt)[0]!;
		expect(model.maxPrompt).toBeLessThan(6_000);
		const interaction = await video({
			options: { prompt: 'x'.repeat(model.maxPrompt + 1), model: model.id },
			attachments: model.image === 'required' ? { image: picture } : {},
		});

		expect(lobby.at.told(interaction)).toContain(`at most ${model.maxPrompt.toLocaleString('en')}`);
	});

	it('names everything that is wrong at once', async () => {
		const interaction = await video({ options: { model: 'veo3.1-fast', duration: 7, aspect: '7:3' } });

		expect(lobby.at.told(interaction)).toMatch(/duration.*aspect/u);
	});

	it("refuses in the member's language", async () => {
		const interaction = await video({ options: { model: 'nothing' }, locale: 'ko' });

		expect(lobby.at.told(interaction)).toMatch(/\p{sc=Hangul}/u);
	});

	it('offers models while typing, at most 25, and nothing that cannot be chosen', async () => {
		const all = await choices('model', { model: '' });
		expect(all.length).toBeGreaterThan(10);
		expect(all.length).toBeLessThanOrEqual(25);

		const veo = await choices('model', { model: 'veo fast' });
		expect(veo.length).toBeGreaterThan(0);
		for (const { name, value } of veo) {
			expect(`${name} ${value}`.toLowerCase()).toMatch(/veo.*fast/u);
			expect(lobby.offers.find(String(value))).toBeDefined();
		}
		expect((await choices('model', { model: 'veo' }, 'ko'))[0]?.name).toMatch(/\p{sc=Hangul}/u);
	});

	it('offers the lengths, aspects and resolutions of the model chosen so far', async () => {
		const { model } = lobby.offers.models().find(({ model: { aspects, resolutions, durations } }) => {
			return aspects !== undefined && resolutions !== undefined && durations !== undefined && 'list' in durations;
		})!;
		const lengths = model.durations !== undefined && 'list' in model.durations ? model.durations.list : [];
		const values = async (focused: string) => (await choices(focused, { model: model.id })).map(({ value }) => value);

		expect(await values('duration')).toEqual([...lengths].sort((a, b) => a - b));
		expect(await values('aspect')).toEqual(model.aspects);
		expect(await values('resolution')).toEqual(model.resolutions);
	});

	it('does nothing more for an interaction that is delivered again', async () => {
		const interaction = await video();
		await recordOf(interaction);
		lobby.at.discord.redeliver(interaction);
		const next = await video();
		await recordOf(next);

		expect(lobby.at.requests('POST', /callback$/u)).toHaveLength(2);
		expect(lobby.at.limits.usage(interaction.userId).running).toBe(2);
	});
});

describe('where /video may be used', () => {
	it('is refused to a member who alone has installed the app, unless the operator allows that', async () => {
		await lobby.close();
		// Discord may still show what an earlier configuration published.
		lobby = await BotHarness.started({ userInstall: true, userInstallNow: false });
		const { world } = lobby.at.discord;
		world.alice.installed = true;
		const interaction = await video({ owners: { '1': world.alice.id } });

		expect(lobby.at.told(interaction)).toContain('cannot be used here');
	});

	it('works in a private channel when user installs are on, and knows what it can promise there', async () => {
		await lobby.close();
		lobby = await BotHarness.started({ userInstall: true });
		const { world } = lobby.at.discord;
		world.alice.installed = true;
		const interaction = await video({ channel: world.addPrivateChannel([world.alice, world.bob]), context: 2 });

		expect(await recordOf(interaction)).toMatchObject({
			destination: { context: 'private', guildId: null, guildInstalled: false, userInstalled: true },
			notices: [{ code: 'may-outlive-token' }],
		});
	});

	it('works in the direct messages with the bot', async () => {
		const { world } = lobby.at.discord;
		const interaction = await video({ channel: world.dmWith(world.alice), context: 1 });

		expect(await recordOf(interaction)).toMatchObject({
			destination: { context: 'bot-dm', guildId: null },
			notices: [],
		});
	});

	it('says where commands may be used', async () => {
		expect(lobby.at.discord.commands()[0]).toMatchObject({ integration_types: [0], contexts: [0, 1] });
		await lobby.close();
		lobby = await BotHarness.started({ userInstall: true });
		expect(lobby.at.discord.commands()[0]).toMatchObject({ integration_types: [0, 1], contexts: [0, 1, 2] });
	});

	it('leaves that out for the commands of one guild, where Discord does not take it', () => {
		const [definition] = definitions(lobby.commands, { inGuild: true, userInstall: true });

		expect(definition).not.toHaveProperty('contexts');
		expect(definition).not.toHaveProperty('integration_types');
	});

	it('is described in Korean too', () => {
		const [definition] = lobby.at.discord.commands();
		expect(definition?.description_localizations?.ko).toMatch(/\p{sc=Hangul}/u);
		for (const option of definition?.options ?? [])
			expect(option.description_localizations?.ko).toMatch(/\p{sc=Hangul}/u);
		expect(definition?.options?.map(({ name }) => name)).toEqual([
			'prompt',
			'image',
			'model',
			'duration',
			'aspect',
			'resolution',
			'video',
			'last_frame',
			'reference_1',
			'reference_2',
			'reference_3',
			'reference_4',
			'negative_prompt',
			'seed',
			'private',
			'spoiler',
			// After all that the contract names (`improve` only with PROMPT_MODEL).
			'preset',
		]);
	});
});
