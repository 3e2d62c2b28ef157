import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { builtBot } from '../sandbox/bot/build.js';
import { AppHarness } from './harness/appHarness.js';
import { expectGoodManners } from './harness/promises.js';
import { soon } from './harness/soon.js';
import { patienceMs } from './harness/patience.js';

const root = resolve(import.meta.dirname, '..');
let command: string;
let stage: AppHarness;
beforeAll(async () => {
	command = (await builtBot(root)).replace(/main\.js$/u, 'job.js');
});
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

const ask = (what: string) => {
	const { PATH = '' } = process.env;
	return spawnSync(process.execPath, [command, what], {
		env: { PATH, ...stage.env },
		encoding: 'utf8',
		timeout: patienceMs,
	});
};

it('tells what became of a job, of a member and of a message, while the bot runs', async () => {
	stage = await AppHarness.set({ comet: { plan: { pollsToDone: 1 } } });
	const user = stage.member();
	const interaction = stage.video({ user });
	const told = await stage.told(interaction);
	await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed' });
	const link = `https://discord.com/channels/${stage.discord.world.guild.id}/${told.channel_id}/${told.id}`;

	for (const what of [interaction.id, user.id, stage.comet.tasks[0]!.id, link]) {
		const { status, stdout } = ask(what);
		expect([what, status]).toEqual([what, 0]);
		expect(stdout).toContain(`job ${interaction.id}: `);
		expect(stdout).toContain(`member ${user.id}`);
		expect(stdout).toMatch(/task accepted: .+\n(.+\n)*.+accepted/u);
		expect(stdout).not.toContain('paper boat');
	}
	expect(ask('1234567890123456789')).toMatchObject({ status: 1, stderr: 'There is no such job.\n' });
	expect(ask('').status).toBe(2);
});
