import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig, variableSchemas } from '../../src/config.js';

const deploy = resolve(import.meta.dirname, '../../deploy');
const read = (file: string): string => readFileSync(join(deploy, file), 'utf8');

const Service = z.object({
	image: z.string().optional(),
	build: z.string().optional(),
	command: z.array(z.string()).optional(),
	environment: z.record(z.string(), z.string()).optional(),
	stop_grace_period: z.string().optional(),
	read_only: z.boolean().optional(),
	cap_drop: z.array(z.string()).optional(),
	ports: z.array(z.string()).optional(),
	volumes: z.array(z.string()).optional(),
	depends_on: z.record(z.string(), z.unknown()).optional(),
	deploy: z.object({ replicas: z.number() }).optional(),
});
type Service = z.infer<typeof Service>;
const Compose = z.object({
	services: z.record(z.string(), Service),
	volumes: z.record(z.string(), z.null()).optional(),
});

/** What several files come to, as far as the checks below need it: a later file adds to a service, or replaces a field. */
function composed(...files: readonly string[]): { services: Record<string, Service>; volumes: string[] } {
	const all = files.map((file) => Compose.parse(parse(read(file))));
	const services: Record<string, Service> = {};
	for (const [name, service] of all.flatMap((one) => Object.entries(one.services))) {
		const before = services[name];
		services[name] = { ...before, ...service, environment: { ...before?.environment, ...service.environment } };
	}
	return { services, volumes: all.flatMap(({ volumes }) => Object.keys(volumes ?? {})) };
}

const ways = [
	['compose.yml'],
	['compose.yml', 'compose.redis.yml'],
	['compose.yml', 'compose.monitoring.yml'],
	['compose.yml', 'compose.redis.yml', 'compose.monitoring.yml'],
];

describe.each(ways.map((files) => ({ name: files.join(' with '), files })))('$name', ({ files }) => {
	const { services, volumes } = composed(...files);
	const ours = Object.entries(services).filter(([, { image }]) => image === 'reelay');

	it('keeps every process of ours from what it does not need, and waits longer than a create may take', () => {
		expect(ours.length).toBeGreaterThan(0);
		const secrets = { DISCORD_TOKEN: 'a.bot.token', COMETAPI_KEY: 'sk-test' };
		const { createTimeoutMs } = readConfig(secrets).cometapi;
		for (const [name, service] of ours) {
			expect([name, service.read_only, service.cap_drop]).toEqual([name, true, ['ALL']]);
			expect(Number(/^(\d+)s$/u.exec(service.stop_grace_period ?? '')?.[1]) * 1000).toBeGreaterThan(createTimeoutMs);
			expect(() => readConfig({ ...secrets, ...service.environment })).not.toThrow();
			expect(Object.keys(service.environment ?? {}).filter((variable) => !(variable in variableSchemas))).toEqual([]);
		}
	});

	it('names what it mounts and waits for, images by version, and ports on this machine alone', () => {
		for (const [name, { image, build, ports = [], depends_on = {}, volumes: mounts = [] }] of Object.entries(
			services,
		)) {
			expect(build !== undefined || image === 'reelay' || /:v?\d+\.\d+/u.test(image ?? ''), `${name}: ${image}`).toBe(
				true,
			);
			expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
			expect(Object.keys(depends_on).filter((other) => !(other in services))).toEqual([]);
			const named = mounts.map((mount) => mount.split(':')[0] ?? '').filter((source) => !source.startsWith('.'));
			expect(named.filter((source) => !volumes.includes(source))).toEqual([]);
		}
	});
});

describe('the Redis that several processes share', () => {
	const { services } = composed('compose.yml', 'compose.redis.yml');

	it('keeps every write on disk and gives none up', () => {
		const command = services['redis']?.command?.join(' ');
		for (const option of ['--appendonly yes', '--appendfsync always', '--maxmemory-policy noeviction'])
			expect(command).toContain(option);
	});

	it('is used by one gateway and two workers', () => {
		expect(services['bot']?.environment).toMatchObject({ ROLE: 'gateway', REDIS_URL: 'redis://redis:6379' });
		expect(services['worker']).toMatchObject({ environment: { ROLE: 'worker' }, deploy: { replicas: 2 } });
	});
});

describe('the image', () => {
	const lines = readFileSync(join(deploy, '../Dockerfile'), 'utf8').split('\n');
	const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));

	it('is shipped from its second stage, on the Node that is recommended, as a user who is nobody', () => {
		expect(lines.filter((line) => line.startsWith('FROM '))).toEqual([
			'FROM node:24-bookworm-slim AS build',
			'FROM node:24-bookworm-slim',
		]);
		expect(last).toContain('USER node');
		expect(last).toContain('CMD ["node", "dist/main.js"]');
		expect(last.find((line) => line.includes('fetch('))).toContain('/healthz');
	});

	it('copies only what is there, or is built there', () => {
		const there = readdirSync(join(deploy, '..'));
		const named = lines
			.filter((line) => /^COPY (?!--from)/u.test(line))
			.flatMap((line) =>
				line
					.split(' ')
					.slice(1, -1)
					.map((path) => path.replace('./', '')),
			);
		expect(named.length).toBeGreaterThan(5);
		expect(named.filter((path) => !there.includes(path))).toEqual([]);
	});
});

const systemd = spawnSync('systemd-analyze', ['--version']).status === 0;
describe.skipIf(!systemd)(systemd ? 'the unit' : 'the unit (systemd-analyze is not installed)', () => {
	it.each([['verify'], ['security', '--offline=true', '--threshold=20']])('passes systemd-analyze %s', (...args) => {
		// It looks for the program, which not every machine has where a package would put it.
		const folder = mkdtempSync(join(tmpdir(), 'reelay-unit-'));
		const unit = join(folder, 'reelay.service');
		writeFileSync(unit, read('systemd/reelay.service').replace('/usr/bin/node', process.execPath));
		const { status, stdout, stderr } = spawnSync('systemd-analyze', [...args, unit], { encoding: 'utf8' });
		rmSync(folder, { recursive: true });
		expect([status, stderr], stdout).toEqual([0, '']);
	});
});
