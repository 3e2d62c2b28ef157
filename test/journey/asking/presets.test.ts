import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import type { User } from '../../../sandbox/discord/world/people.js';
import { VideoRequest } from '../../../src/jobs/record/request.js';
import { Storage } from '../../../src/services/records/storage.js';
import { mostPresets, Presets } from '../../../src/services/admission/presets.js';
import { anAdmin } from '../../harness/asking.js';
import { type AppHarness, buttonOf, textOf } from '../../harness/appHarness.js';
import { Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
beforeAll(async () => {
	stage = await Pressing.stage({ MEMBER_DAILY_VIDEOS: '100' });
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

const asked = { prompt: 'a fox', model: 'veo3.1', duration: 6, aspect: '9:16', spoiler: true };

/** *Details*, and the button there. */
async function form(message: APIMessage, user: User): Promise<Interaction> {
	const details = await pressing.press(message, 'details', user);
	return pressing.press(stage.discord.original(details), 'preset', user);
}

async function save(
	message: APIMessage,
	user: User,
	name: string,
	{ replaces, whose }: { replaces?: string; whose?: string } = {},
): Promise<string> {
	const values = {
		name,
		...(replaces === undefined ? {} : { replaces: [replaces] }),
		...(whose === undefined ? {} : { whose: [whose] }),
	};
	return pressing.answer(await pressing.submit(await form(message, user), values));
}

const choices = (user: User, preset: string) =>
	stage.discord.autocomplete({ user, command: 'video', focused: 'preset', options: { preset } }).choices();

describe('presets', () => {
	it('keep the options of a request under a name, also over a restart, and those given beside one win', async () => {
		const { user, message } = await pressing.told({ options: asked });
		expect(await save(message, user, '  tall \n fox ')).toContain('Saved.');
		await stage.stop();
		await stage.start();
		expect(await choices(user, 'TALL')).toEqual([{ name: 'tall fox · Veo 3.1', value: 'tall fox' }]);
		expect(await choices(user, 'wide')).toEqual([]);
		// Nobody else has it.
		expect(await choices(stage.member(), '')).toEqual([]);

		const same = await pressing.told({ user, options: { prompt: 'a hare', preset: 'Tall Fox' } });
		expect((await stage.job({ id: same.jobId }))?.request).toMatchObject({ ...asked, prompt: 'a hare' });
		const other = { prompt: 'a hare', preset: 'tall fox', model: 'veo3.1-fast', duration: 8, spoiler: false };
		const changed = await pressing.told({ user, options: other });
		const { request } = (await stage.job({ id: changed.jobId }))!;
		expect(request).toMatchObject({ model: 'veo3.1-fast', duration: 8, aspect: '9:16', spoiler: false });
	});

	it('give way to another where that is said', async () => {
		const { user, message } = await pressing.told({ options: asked });
		await save(message, user, 'one');
		const other = await pressing.told({ user, options: { prompt: 'x', model: 'veo3.1-fast' } });
		expect(await choices(user, '')).toEqual([{ name: 'one · Veo 3.1', value: 'one' }]);
		expect(await save(other.message, user, 'two', { replaces: 'own:one' })).toContain('Saved.');
		expect(await choices(user, '')).toEqual([{ name: 'two · Veo 3.1 Fast', value: 'two' }]);
	});

	it('are a server’s where whoever sets it up says so, and then everybody’s there', async () => {
		const admin = anAdmin(stage);
		const { message } = await pressing.told({ user: admin, options: asked });
		expect(await save(message, admin, 'house: tall')).toContain('Saved.');
		// What was the admin's own becomes the server's.
		expect(await save(message, admin, 'house: tall', { whose: 'guild', replaces: 'own:house: tall' })).toContain(
			'Saved.',
		);
		const found = [{ name: 'house: tall · Veo 3.1 · this server', value: 'house: tall' }];
		expect(await choices(admin, '')).toEqual(found);

		const user = stage.member();
		expect(await choices(user, 'tall')).toEqual(found);
		const made = await pressing.told({ user, options: { prompt: 'a hare', preset: 'house: tall' } });
		expect((await stage.job({ id: made.jobId }))?.request).toMatchObject({ ...asked, prompt: 'a hare' });

		// A member's own of the same name comes first.
		await save(made.message, user, 'House: Tall');
		expect((await choices(user, 'tall'))[0]).toEqual({ name: 'House: Tall · Veo 3.1', value: 'House: Tall' });
	});

	it('of a server are changed by nobody else, whatever the form says', async () => {
		const admin = anAdmin(stage);
		const { message } = await pressing.told({ user: admin, options: asked });
		const opened = await form(message, admin);
		stage.discord.world.guild.members.get(admin.id)!.permissions = 0n;
		const values = { name: 'theirs', whose: ['guild'] };
		expect(pressing.answer(await pressing.submit(opened, values))).toContain('Only those who may manage');
		expect(await choices(admin, 'theirs')).toEqual([]);
		// Nor are they asked.
		const { modal } = await form(message, admin);
		expect(modal?.title).toBe('Save as preset');
		expect(JSON.stringify(modal)).not.toContain('whose');
	});

	it('are 25 at most, and then one goes for another', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'presets-'));
		const storage = await Storage.open({ url: `sqlite://${join(folder, 'store')}`, log: pino({ level: 'silent' }) });
		const presets = await Presets.open(storage);
		const request = VideoRequest.parse({ prompt: 'a fox', model: 'veo3.1' });
		const names = Array.from({ length: mostPresets }, (_, at) => `preset ${at}`);
		const saved = await Promise.all(names.map((name) => presets.save('1', { name, request })));
		expect(new Set(saved)).toEqual(new Set(['saved']));
		expect(await presets.save('1', { name: 'Preset  7', request })).toBe('taken');
		expect(await presets.save('1', { name: ' \u200b ', request })).toBe('nameless');
		expect(await presets.save('1', { name: 'more', request })).toBe('full');
		expect(await presets.save('1', { name: 'more', request, replaces: 'PRESET 3' })).toBe('saved');
		const kept = (await presets.of('1')).map(({ name }) => name);
		expect(kept).toHaveLength(mostPresets);
		expect(kept).toContain('more');
		expect(kept).not.toContain('preset 3');
		expect(JSON.stringify(await presets.of('1'))).not.toContain('a fox');
		await storage.close();
		await rm(folder, { recursive: true });
	});

	it('refuse in words what they cannot do, and lose nothing that was typed', async () => {
		const { user, message } = await pressing.told({ options: asked });
		const unknown = stage.video({ user, options: { prompt: 'a long story of a hare', preset: 'nobody' } });
		await soon(() => textOf(stage.discord.original(unknown))).toContain('You have no preset of that name.');
		expect(textOf(stage.discord.original(unknown))).toContain('a long story of a hare');
		expect(buttonOf(stage.discord.original(unknown), 'amend')).toBeDefined();

		await save(message, user, 'mine');
		const admin = anAdmin(stage);
		await stage.discord
			.invoke({ user: admin, command: 'video-admin models forbid', options: { model: 'veo3.1' } })
			.responded();
		const creates = stage.comet.creates;
		const refused = stage.video({ user, options: { prompt: 'a hare', preset: 'mine' } });
		await soon(() => textOf(stage.discord.original(refused))).toContain('Veo 3.1');
		expect(textOf(stage.discord.original(refused))).toContain('a hare');
		expect(stage.comet.creates).toBe(creates);
	});

	it('go with all that is kept about a member', async () => {
		const { user, message } = await pressing.told();
		await save(message, user, 'mine');
		const page = stage.discord.invoke({ user, command: 'video-privacy' });
		await soon(() => textOf(stage.discord.original(page))).toContain('1 preset of options');
		for (const what of ['all', 'sure']) {
			const customId = `v1:forget:${what}:${user.id}`;
			await stage.discord.press({ user, message: page.originalId!, customId }).responded();
		}
		await soon(() => textOf(stage.discord.original(page))).toContain('Deleted');
		expect(await choices(user, 'mine')).toEqual([]);
	});
});
