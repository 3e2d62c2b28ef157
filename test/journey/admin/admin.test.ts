import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lostCreate } from '../../../sandbox/cometapi/faults.js';
import { Permission } from '../../../sandbox/discord/world/permissions.js';
import { anAdmin, answered, asAdmin, asAdminSure, settleOf, turned } from '../../harness/asking.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { buttonOf, AppHarness, textOf, withVideo } from '../../harness/appHarness.js';

let stage: AppHarness;
beforeAll(async () => {
	stage = await AppHarness.set({
		comet: { plan: { pollsToDone: 1 } },
		env: { DAILY_USD: '', CONFIRM_ABOVE_USD: '100', MEMBER_RUNNING_JOBS: '5' },
	});
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

/** What one test sets and does not take back would be the next one's trouble. */
afterEach(async () => {
	await asAdmin(stage, 'resume');
	await asAdminSure(stage, 'models allow-all');
	await asAdmin(stage, 'models default', { model: 'bot' });
	for (const what of ['rule', 'seconds', 'resolution', 'price']) await asAdminSure(stage, 'limits clear', { what });
	await asAdmin(stage, 'channels age-restricted', { only: false });
});

/** A new member asks for a video; what they read at once, if that is private. */
async function refused(
	options: Record<string, string | number | boolean> = {},
	user = stage.member(),
): Promise<string> {
	const before = stage.comet.creates;
	const interaction = stage.video({ user, options });
	const read = await answered(stage, interaction);
	expect(interaction.acknowledgement?.ephemeral).toBe(true);
	expect(await stage.job(interaction)).toBeUndefined();
	expect(stage.comet.creates).toBe(before);
	return read;
}

/** A new member asks for a video, and gets it. */
async function made(options: Record<string, string | number | boolean> = {}, user = stage.member()) {
	const interaction = stage.video({ user, options });
	await stage.told(interaction);
	return interaction;
}

describe('/video-admin', () => {
	it('is hidden from whoever may not manage the server', () => {
		const definition = stage.discord.commands().find(({ name }) => name === 'video-admin');
		expect(definition?.default_member_permissions).toBe(Permission.MANAGE_GUILD.toString());
		expect(definition?.contexts).toEqual([0]);
	});

	it('pauses and resumes the whole server, and says what was and what is', async () => {
		expect((await asAdmin(stage, 'pause')).read).toContain('**Paused**: no → yes');
		expect(await refused()).toContain('paused in this server');
		expect((await asAdmin(stage, 'pause')).read).toContain('Nothing was changed');
		await asAdmin(stage, 'resume');
		await made();
	});

	it('lets members use the models it allows, and takes its own when they name none', async () => {
		expect((await asAdminSure(stage, 'models allow', { model: 'kling-v3' })).read).toMatch(
			/\*\*Allowed models\*\*: all → Kling 3/u,
		);
		expect((await asAdmin(stage, 'models default', { model: 'kling-v3' })).read).toContain("the bot's own → Kling 3");
		expect(await refused({ model: 'veo3.1-fast' })).toContain('may not be used in this server');
		expect(await stage.job(await made())).toMatchObject({ request: { model: 'kling-v3' } });

		const typing = stage.discord.autocomplete({
			user: stage.member(),
			command: 'video',
			focused: 'model',
			options: { model: '' },
		});
		expect((await typing.choices()).map(({ value }) => value)).toEqual(['kling-v3']);
		expect((await asAdmin(stage, 'models forbid', { model: 'kling-v3' })).read).toContain('At least one model');
		expect((await asAdmin(stage, 'models allow', { model: 'nonsense' })).read).toContain('no model called');
		const { asked } = await asAdminSure(stage, 'models allow-all');
		expect(asked).toMatch(/From then on\*\*\n\*\*Models\*\*: all \d+, new ones too/u);
		await made({ model: 'veo3.1-fast' });
	});

	it('says before the first allowed model that all others close, and leaves them when told so', async () => {
		const { read, interaction, admin } = await asAdmin(stage, 'models allow', { model: 'kling-v3' });
		expect(read).toMatch(/\*\*Models\*\*: only Kling 3.* \(1 of \d+\); the others and new ones stay closed/u);
		expect(read).toMatch(/\*\*Default model\*\*: Kling 3.* \(the first that may be used\)/u);
		await made({ model: 'veo3.1-fast' });
		const message = stage.discord.original(interaction)!;
		const press = stage.discord.press({ user: admin, message, customId: buttonOf(message, 'settle:leave')! });
		expect(await turned(stage, press, interaction)).toBe('Nothing was changed.');
		await made({ model: 'veo3.1-fast' });
	});

	it('forbids a model alone: the others and new ones stay open, and whoever names none gets another', async () => {
		const { read } = await asAdmin(stage, 'models forbid', { model: 'kling-v3' });
		expect(read).toMatch(/\*\*Forbidden models\*\*: \+ Kling 3/u);
		expect(read).toMatch(/\*\*Models\*\*: all but Kling 3.* \(\d+ of \d+\), new ones too/u);
		expect(await refused({ model: 'kling-v3' })).toContain('may not be used in this server');
		await made({ model: 'veo3.1-fast' });

		// The one that members get who name none is not closed without a word of what they get then.
		const { asked } = await asAdminSure(stage, 'models forbid', { model: 'veo3.1-fast' });
		expect(asked).toMatch(/\*\*Default model\*\*: .* \(the first that may be used\)/u);
		expect(await refused({ model: 'veo3.1-fast' })).toContain('may not be used in this server');
		expect((await stage.job(await made()))?.request.model).not.toBe('veo3.1-fast');
		expect((await asAdmin(stage, 'models allow', { model: 'kling-v3' })).read).toMatch(
			/\*\*Forbidden models\*\*: − Kling 3/u,
		);
	});

	it('changes nothing by an empty form, and shows what stands', async () => {
		await asAdmin(stage, 'limits budget', { usd: 20 });
		await asAdmin(stage, 'limits largest', { seconds: 60, resolution: '4k', price: 50 });
		await asAdmin(stage, 'models default', { model: 'kling-v3' });
		const before = (await asAdmin(stage, 'settings')).read;
		const empty = {
			'limits budget': '**Budget of the server**: $20.00 in 24 hours (set here)',
			'limits largest': '**Longest video**: 60 seconds (set here)',
			'limits set': '**Limits for everybody**: 5 at once (set by the bot',
			'limits clear': '**Budget of the server**: $20.00',
			'models default': '**Default model**: Kling 3',
			'models allow': '**Models**: all',
			'models forbid': '**Models**: all',
			'blocklist add': '**Blocked words**',
			'blocklist remove': '**Blocked members**',
		};
		for (const [command, stands] of Object.entries(empty)) {
			const { read } = await asAdmin(stage, command);
			expect(read, command).toContain(stands);
			expect(read, command).toContain('Nothing was changed');
		}
		expect((await asAdmin(stage, 'settings')).read).toBe(before);
	});

	it('removes a limit only when told so, and says before what holds then', async () => {
		await asAdmin(stage, 'limits budget', { usd: 20 });
		const { read, interaction, admin } = await asAdmin(stage, 'limits clear', { what: 'budget' });
		expect(read).toContain('**Budget of the server**: $20.00 in 24 hours → no limit');
		expect(read).toContain(
			'**From then on**\n**Budget of the server**: no limit\n**Budget of the whole bot**: no limit',
		);
		expect((await asAdmin(stage, 'limits budget')).read).toContain('$20.00');

		// Whoever may no longer set up the server cannot answer for it either.
		const message = stage.discord.original(interaction)!;
		const member = stage.discord.world.guild.members.get(admin.id)!;
		const rights = member.permissions;
		member.permissions = 0n;
		const late = stage.discord.press({ user: admin, message, customId: settleOf(message)! });
		expect(await answered(stage, late)).toContain('permission to manage the server');
		member.permissions = rights;
		const press = stage.discord.press({ user: admin, message, customId: settleOf(message)! });
		expect(await turned(stage, press, interaction)).toContain('$20.00 in 24 hours → no limit');
		expect((await asAdmin(stage, 'limits budget')).read).toContain('**Budget of the server**: no limit');
	});

	it('limits everybody, a role and a member, and the nearest rule wins', async () => {
		const { world } = stage.discord;
		const { guild } = world;
		const role = world.addRole(guild, 'Makers');
		await asAdmin(stage, 'limits set', { videos: 0 });
		expect((await asAdmin(stage, 'limits set', { who: role.id, videos: 1 })).read).toContain(
			`<@&${role.id}> (1 video in 24 hours)`,
		);

		expect(await refused()).toContain('You may not make videos in this server');
		const maker = stage.member();
		guild.members.get(maker.id)!.roles.push(role.id);
		await made({}, maker);
		expect(await refused({}, maker)).toMatch(/used your (?:1|one) video of the last 24 hours/u);
		await asAdmin(stage, 'limits set', { who: maker.id, videos: 2, usd: 100 });
		await made({}, maker);

		await asAdminSure(stage, 'limits clear', { who: maker.id });
		await asAdminSure(stage, 'limits clear', { who: role.id });
		expect((await asAdminSure(stage, 'limits clear', { what: 'rule' })).read).toContain(
			'**Limits for everybody**: 0 videos in 24 hours → no limit',
		);
	});

	it('limits length, size and price, and chooses within them what a member left open', async () => {
		await asAdmin(stage, 'limits largest', { seconds: 4, resolution: '720p' });
		expect(await refused({ model: 'veo3.1-fast', duration: 8 })).toContain('at most 4 seconds long');
		expect(await refused({ model: 'kling-v3', resolution: '1080p' })).toContain('at most 720p');
		await asAdmin(stage, 'limits largest', { seconds: 7, price: 0.5 });
		expect(await refused({ model: 'kling-v3', duration: 5 })).toContain('at most $0.50');
		await asAdmin(stage, 'limits largest', { seconds: 4, price: 100 });
		// The model's own choice would be longer and larger than the server allows.
		const job = await stage.job(await made({ model: 'seedance-2-5' }));
		expect(job?.request).toMatchObject({ duration: 4 });
	});

	it('makes answers private in the channels it names, and in their threads', async () => {
		const { world } = stage.discord;
		const quiet = world.addChannel(world.guild, 'quiet');
		await asAdmin(stage, 'channels private', { channel: quiet.id });
		const user = stage.member();
		const interaction = stage.video({ user, channel: quiet });
		await stage.told(interaction);
		expect(interaction.acknowledgement?.ephemeral).toBe(true);
		expect(stage.discord.messages(quiet)).toEqual([]);
		const inThread = stage.video({ user: stage.member(), channel: world.addThread(quiet, 'thread') });
		await inThread.responded();
		expect(inThread.acknowledgement?.ephemeral).toBe(true);
		expect((await asAdmin(stage, 'channels private', { channel: quiet.id, on: false })).read).toContain(
			`− <#${quiet.id}>`,
		);
	});

	it('keeps videos to age-restricted channels', async () => {
		const { world } = stage.discord;
		await asAdmin(stage, 'channels age-restricted', { only: true });
		expect(await refused()).toContain('age-restricted channels only');
		const adult = world.addChannel(world.guild, 'adults', { nsfw: true });
		await stage.told(stage.video({ user: stage.member(), channel: adult }));
		await asAdmin(stage, 'channels age-restricted', { only: false });
	});

	it('blocks words and members', async () => {
		const { admin, read } = await asAdmin(stage, 'blocklist add', { word: '  Ugly  Thing ' });
		expect(read).toContain('+ ||ugly thing||');
		expect(await refused({ prompt: 'an UGLY thing on a hill' })).toContain('words that this server does not allow');
		await made({ prompt: 'an ugly things shop' });
		const troll = stage.member();
		await asAdmin(stage, 'blocklist add', { member: troll.id });
		expect(await refused({}, troll)).toContain('You cannot make videos in this server');
		await asAdmin(stage, 'blocklist remove', { word: 'ugly thing', member: troll.id }, admin);
		await made({ prompt: 'an ugly thing' }, troll);
	});

	it('shows how the server is set up and who changed what, also after a restart', async () => {
		const { admin } = await asAdmin(stage, 'limits budget', { usd: 12.5 });
		const { read: before } = await asAdmin(stage, 'changes');
		expect(before).toContain(`<@${admin.id}>\n- **Budget of the server**: no limit → $12.50 in 24 hours`);
		await stage.stop();
		await stage.start();

		expect((await asAdmin(stage, 'settings')).read).toContain('**Budget of the server**: $12.50 in 24 hours');
		expect((await asAdmin(stage, 'changes')).read).toContain(`<@${admin.id}>`);
		await asAdminSure(stage, 'limits clear', { what: 'budget' });
	});

	it('speaks Korean to Korean admins', async () => {
		const { read } = await asAdmin(stage, 'limits budget', { usd: 3 }, anAdmin(stage, 'ko'));
		expect(read).toContain('**서버 예산**: 제한 없음 → 24시간 동안 $3.00');
		await asAdminSure(stage, 'limits clear', { what: 'budget' });
	});
});

describe('repairs', () => {
	it('attach the task of a lost answer: a new job goes on from it, once', async () => {
		stage.comet.addFault({ ...lostCreate(), times: 1 });
		const user = stage.member();
		const lost = stage.video({ user });
		expect(textOf(await stage.told(lost))).toContain('I did not send it again');
		await expect.poll(() => stage.job(lost)).toMatchObject({ phase: 'closed' });
		const creates = stage.comet.creates;
		const task = stage.comet.tasks.at(-1)!.id;

		expect((await asAdmin(stage, 'reconcile', { job: lost.id, task: 'not a task' })).read).toContain(
			'does not look like a task id',
		);
		expect((await asAdmin(stage, 'reconcile', { job: '1', task })).read).toContain('no such request in this server');
		expect((await asAdmin(stage, 'reconcile', { job: lost.id, task })).read).toContain('is being looked at now');

		await soon(() =>
			withVideo(stage.discord.messages()).some((message) => buttonOf(message, 'details')?.includes(`:${lost.id}_r:`)),
		).toBe(true);
		expect(stage.comet.creates).toBe(creates);
		await expect
			.poll(() => stage.job({ id: `${lost.id}_r` }))
			.toMatchObject({
				phase: 'closed',
				lineage: { jobId: lost.id, kind: 'reconcile' },
				task: { id: task },
			});
		expect((await asAdmin(stage, 'reconcile', { job: lost.id, task })).read).toContain('given a task already');
		expect((await asAdmin(stage, 'changes')).read).toContain(`attached a task to request \`${lost.id}\``);
	});

	it('do not attach the task of another request, nor any to one that has its answer', async () => {
		const done = await made();
		const { task } = (await stage.job(done))!;
		stage.comet.addFault({ ...lostCreate(), times: 1 });
		const lost = stage.video({ user: stage.member() });
		await stage.told(lost);
		await expect.poll(() => stage.job(lost)).toMatchObject({ phase: 'closed' });

		expect((await asAdmin(stage, 'reconcile', { job: lost.id, task: task!.id })).read).toContain(
			'belongs to another request',
		);
		expect((await asAdmin(stage, 'reconcile', { job: done.id, task: task!.id })).read).toContain(
			'ended without a readable answer',
		);
	});

	it('tell an outcome again where the first telling went', async () => {
		const done = await made();
		const first = stage.tellings(done);
		await expect.poll(() => stage.job(done)).toMatchObject({ phase: 'closed' });
		const pings = stage.discord.notifications.length;
		expect((await asAdmin(stage, 'redeliver', { job: done.id })).read).toContain('delivered again');

		await soon(() => stage.tellings(done).length).toBe(first.length + 1);
		await expect.poll(() => stage.job(done)).toMatchObject({ phase: 'closed', delivery: { again: { times: 1 } } });
		expect(stage.discord.notifications.slice(pings).map(({ userId }) => userId)).toEqual([done.userId]);
		expect(withVideo(stage.tellings(done))).toHaveLength(first.length + 1);
	});
});

describe('usage', () => {
	it('is told in words and as a picture', async () => {
		const { interaction } = await asAdmin(stage, 'usage');
		const message = stage.discord.original(interaction);
		expect(textOf(message)).toMatch(/The last 30 days\n\d+ requests, about \$\d+\.\d\d, \d+% successful/u);
		expect(stage.discord.files(message)).toMatchObject([
			{ filename: 'usage-by-day.png', content_type: 'image/png' },
			{ filename: 'usage-by-name.png', content_type: 'image/png' },
		]);
		expect(JSON.stringify(message?.components)).toContain('By model: Veo 3.1 Fast');
	});
});
