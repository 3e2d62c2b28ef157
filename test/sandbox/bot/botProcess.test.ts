import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { freePort } from '../../../sandbox/bot/freePort.js';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { BotProcess } from '../../../sandbox/bot/botProcess.js';

/** A program with the outside of the bot: it tells its readiness and ends on SIGTERM. */
const program = `
import { createServer } from 'node:http';
console.log(JSON.stringify({ msg: 'begun', mode: process.env.MODE, secret: process.env.NOT_FOR_THE_BOT ?? null }));
console.error('not JSON');
if (process.env.MODE === 'broken') process.exit(78);
createServer((_, response) => response.end()).listen(Number(process.env.OPS_PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
`;

describe('BotProcess', () => {
	let folder: string;
	let entry: string;
	let env: Record<string, string>;

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'reelay-process-'));
		entry = join(folder, 'bot.mjs');
		await writeFile(entry, program);
		env = { OPS_PORT: String(await freePort()), MODE: 'whole' };
		process.env.NOT_FOR_THE_BOT = 'ours';
	});

	afterEach(async () => {
		delete process.env.NOT_FOR_THE_BOT;
		await rm(folder, { recursive: true, force: true });
	});

	it('starts, is ready, is killed and starts again, and tells each in order', async () => {
		const bot = new BotProcess({ entry, env });
		const phases: string[] = [];
		bot.on('state', ({ phase }) => phases.push(phase));
		await bot.start();
		await bot.ready();
		expect(await bot.kill('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });

		await bot.start();
		await bot.ready();
		expect(await bot.kill('SIGTERM')).toEqual({ code: 0, signal: null });
		expect(phases).toEqual(['starting', 'ready', 'stopping', 'stopped', 'starting', 'ready', 'stopping', 'stopped']);
		expect(bot.state).toMatchObject({ pid: null, starts: 2, exit: { code: 0 } });
	});

	it('keeps every line, parsed where it is JSON, and gives the bot no environment but its own', async () => {
		const bot = new BotProcess({ entry, env });
		await bot.start();
		await bot.ready();
		await bot.kill();
		expect(bot.log.find(({ stream }) => stream === 'out')?.fields).toEqual({
			msg: 'begun',
			mode: 'whole',
			secret: null,
		});
		expect(bot.log.find(({ stream }) => stream === 'err')).toMatchObject({ text: 'not JSON' });
	});

	it('says what the bot printed last when it ends before it is ready', async () => {
		const bot = new BotProcess({ entry, env: { ...env, MODE: 'broken' } });
		await bot.start();
		await expect(bot.ready()).rejects.toThrow('not JSON');
		expect(await bot.exited).toEqual({ code: 78, signal: null });
	});

	it('does not start a second process beside the first', async () => {
		const bot = new BotProcess({ entry, env });
		await bot.start();
		await expect(bot.start()).rejects.toThrow('runs already');
		await bot.kill();
	});
});
