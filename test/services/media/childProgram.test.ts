import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { DecoderProcess } from '../../../src/services/media/pictures/decoderProcess.js';
import { servingMember } from '../../../src/services/media/servedMember.js';
import { Ffmpeg } from '../../../src/services/media/videos/ffmpeg.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { jpegOnly } from '../../harness/pictureFixtures.js';

/** Every variable that an operator may set, secret or not. */
const variables = [...readFileSync('.env.example', 'utf8').matchAll(/^#?([A-Z_]+)=/gmu)].map(([, name = '']) => name);
const canary = 'a-secret-of-the-operator';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'children-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
	for (const name of [...variables, 'AWS_SECRET_ACCESS_KEY', 'NODE_OPTIONS_OF_NOBODY']) vi.stubEnv(name, canary);
});
afterEach(() => vi.unstubAllEnvs());

/** A program that writes down what it sees of its environment. */
async function spy(name: string): Promise<{ readonly path: string; readonly seen: () => Promise<string> }> {
	const [path, seen] = [join(folder, name), join(folder, `${name}.seen`)];
	await writeFile(path, `#!/bin/sh\nenv > '${seen}'\n`);
	await chmod(path, 0o755);
	return { path, seen: () => readFile(seen, 'utf8') };
}

const running = (ppid: number): number[] =>
	readdirSync('/proc')
		.filter((name) => /^\d+$/u.test(name))
		.map(Number)
		.filter((pid) => {
			try {
				return new RegExp(`^PPid:\\t${ppid}$`, 'mu').test(readFileSync(`/proc/${pid}/status`, 'utf8'));
			} catch {
				// It has ended meanwhile.
				return false;
			}
		});

describe('a program that the bot starts', () => {
	it.skipIf(process.platform === 'win32')('is looked for once by all who ask at the same time: ffmpeg', async () => {
		const [path, starts] = [join(folder, 'counted'), join(folder, 'starts')];
		await writeFile(path, `#!/bin/sh\necho one >> '${starts}'\n`);
		await chmod(path, 0o755);
		const ffmpeg = new Ffmpeg({ path, clock: new FakeClock() });
		const asked = await Promise.all(Array.from({ length: 20 }, () => ffmpeg.available()));
		expect(asked).toEqual(Array.from({ length: 20 }, () => true));
		expect(await ffmpeg.available()).toBe(true);
		expect(await readFile(starts, 'utf8')).toBe('one\n');
	});

	it.skipIf(process.platform === 'win32')('works for members in turn: ffmpeg', async () => {
		const [path, asked] = [join(folder, 'in-turn'), join(folder, 'asked')];
		await writeFile(path, `#!/bin/sh\nfor last; do :; done; echo "$last" >> '${asked}'\n`);
		await chmod(path, 0o755);
		const ffmpeg = new Ffmpeg({ path, clock: new FakeClock() });
		const runs = ['a1', 'a2', 'a3', 'b1', 'c1'].map((name) =>
			servingMember(name.slice(0, 1), () => ffmpeg.run([name])),
		);
		await Promise.all(runs);
		expect((await readFile(asked, 'utf8')).trim().split('\n')).toEqual(['a1', 'a2', 'b1', 'c1', 'a3']);
	});

	it.skipIf(process.platform === 'win32')('sees none of our secrets: ffmpeg, tried or at work', async () => {
		expect(variables).toContain('DISCORD_TOKEN');
		const fake = await spy('ffmpeg');
		const ffmpeg = new Ffmpeg({ path: fake.path, clock: new FakeClock() });
		expect(await ffmpeg.available()).toBe(true);
		expect(await fake.seen()).not.toContain(canary);

		expect(await ffmpeg.run(['-i', 'in.mp4', 'out.mp4'])).toEqual({ type: 'done' });
		const seen = await fake.seen();
		expect(seen).not.toContain(canary);
		expect(seen).toContain(`PATH=${process.env['PATH'] ?? ''}\n`);
	});

	it.skipIf(process.platform === 'win32')('is still found by its name', async () => {
		const fake = await spy('found-by-name');
		vi.stubEnv('PATH', `${folder}:${process.env['PATH'] ?? ''}`);
		expect(await new Ffmpeg({ path: 'found-by-name', clock: new FakeClock() }).available()).toBe(true);
		expect(await fake.seen()).not.toContain(canary);
	});

	it.skipIf(process.platform !== 'linux')('sees none of our secrets: the one that decodes pictures', async () => {
		const path = join(folder, 'picture.png');
		await writeFile(
			path,
			await sharp({ create: { width: 400, height: 300, channels: 3, background: 'red' } })
				.png()
				.toBuffer(),
		);
		const before = new Set(running(process.pid));
		const decoder = new DecoderProcess();
		try {
			expect(await decoder.develop({ path, rule: jpegOnly })).toMatchObject({ type: 'developed' });
			const started = running(process.pid).filter((pid) => !before.has(pid));
			expect(started.length).toBeGreaterThan(0);
			for (const pid of started) expect(readFileSync(`/proc/${pid}/environ`, 'latin1')).not.toContain(canary);
		} finally {
			decoder.stop();
		}
	});
});
