import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtBot } from '../../../sandbox/bot/build.js';
import { Permission } from '../../../sandbox/discord/world/permissions.js';
import { AppHarness, buttonOf, textOf } from '../../harness/appHarness.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { freePort } from '../../../sandbox/bot/freePort.js';

let stage: AppHarness;
let port: number;
const token = 'the-operator-of-the-tests';
beforeAll(async () => {
	// The page is part of the build.
	await builtBot(resolve(import.meta.dirname, '../../..'));
	port = await freePort();
	const env = { OPS_TOKEN: token, OPS_PORT: String(port), DAILY_USD: '' };
	stage = await AppHarness.set({ clock: new FakeClock(), env });
});
afterAll(() => stage.close());

/** Asks the ops server of the whole program. */
async function ops(path: string, method = 'GET') {
	const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
		method,
		headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
		...(method === 'GET' ? {} : { body: '{}' }),
	});
	return { status: answer.status, text: await answer.text() };
}

describe('the operator’s page of the whole program', () => {
	it('is served, and shows and stops a job that runs', async () => {
		expect((await ops('/')).text).toContain('Reelay: operator');
		stage.comet.next({ outcome: 'stuck' });
		const made = stage.comet.tasks.length;
		const interaction = stage.video({ user: stage.member() });
		await interaction.responded();
		await stage.becomes(() => stage.comet.tasks.length > made);
		await stage.rest();
		expect(JSON.parse((await ops('/operator/now')).text)).toMatchObject({
			counts: { running: 1 },
			process: { draining: false },
		});
		expect((await ops(`/operator/jobs/${interaction.id}/cancel`, 'POST')).status).toBe(200);
		await stage.told(interaction);
		expect(textOf(stage.tellings(interaction)[0])).toContain('Cancelled');
	});

	it('takes a model off offer over restarts, and members read which', async () => {
		expect((await ops('/operator/models/kling-v3/pause', 'POST')).status).toBe(200);
		await stage.stop();
		await stage.start();
		const refused = stage.video({ user: stage.member(), options: { model: 'kling-v3' } });
		await refused.responded();
		expect(textOf(stage.discord.original(refused))).toContain('paused by the bot');
		expect((await ops('/operator/models/kling-v3/resume', 'POST')).status).toBe(200);
	});

	it('takes no new job while it drains, and goes on with those that run', async () => {
		await ops('/operator/drain', 'POST');
		const refused = stage.video({ user: stage.member() });
		await refused.responded();
		expect(textOf(stage.discord.original(refused))).toContain('about to restart');
		await ops('/operator/undrain', 'POST');
		await stage.told(stage.video({ user: stage.member() }));
	});

	it('lets a member make nothing anywhere until told otherwise, over restarts; what is theirs they see', async () => {
		const user = stage.member();
		expect((await ops(`/operator/members/${user.id}/block`, 'POST')).status).toBe(200);
		await stage.stop();
		await stage.start();
		const made = stage.comet.creates;
		const refused = stage.video({ user });
		const list = stage.discord.invoke({ user, command: 'videos' });
		await Promise.all([refused.responded(), list.responded()]);
		expect(textOf(stage.discord.original(refused))).toContain('You cannot make videos with this bot');
		expect(textOf(stage.discord.original(list))).not.toContain('You cannot make videos');
		expect(stage.comet.creates).toBe(made);

		const others = await stage.told(stage.video({ user: stage.member() }));
		stage.discord.world.guild.members.get(user.id)!.permissions = Permission.MANAGE_MESSAGES;
		const press = { user, message: others, customId: buttonOf(others, 'delete')! };
		const barred = stage.discord.press(press);
		await barred.responded();
		expect(barred.modal).toBeUndefined();

		expect((await ops(`/operator/members/${user.id}/unblock`, 'POST')).status).toBe(200);
		const free = stage.discord.press(press);
		await free.responded();
		expect(free.modal).toBeDefined();
		await stage.told(stage.video({ user }));
		expect((await ops(`/operator/members/${user.id}/unblock`, 'POST')).status).toBe(409);
		expect((await ops('/operator/members/nobody/block', 'POST')).status).toBe(409);
	});

	it('makes no video in direct messages while they are closed, and as many as ever in servers', async () => {
		const user = stage.member();
		const dm = stage.discord.world.dmWith(user);
		const inDm = { user, channel: dm.id, command: 'video', options: { prompt: 'a pond' } };
		expect((await ops('/operator/direct-messages/close', 'POST')).status).toBe(200);
		const refused = stage.discord.invoke(inDm);
		await refused.responded();
		expect(textOf(stage.discord.original(refused))).toContain('no videos in direct messages');
		await stage.told(stage.video({ user }));
		expect((await ops('/operator/direct-messages/open', 'POST')).status).toBe(200);
		await stage.told(stage.discord.invoke(inDm));
	});
});
