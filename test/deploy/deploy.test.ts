import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { processLevels } from '../../src/app/processLevels.js';
import { readConfig } from '../../src/config.js';
import { Metrics } from '../../src/services/metrics/metrics.js';
import { FakeClock } from '../harness/fakeClock.js';

const root = resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** Names of ours in an expression, without what a histogram appends to them. */
const named = (text: string): string[] => [
	...new Set([...text.matchAll(/\breelay_\w+/gu)].map(([name]) => name.replace(/_(bucket|sum|count)$/u, ''))),
];

async function exported(): Promise<string[]> {
	const config = readConfig({ DISCORD_TOKEN: 'a.bot.token', COMETAPI_KEY: 'sk-test' });
	const clock = new FakeClock();
	const levels = processLevels({
		...{ config, clock },
		running: () => undefined,
		draining: () => false,
		fleet: { isLeader: true, living: [] },
	});
	const { text } = await new Metrics({ levels, clock }).page();
	return [...text.matchAll(/^# TYPE (\S+)/gmu)].map(([, name]) => name ?? '').concat('reelay_ready');
}

describe('what is shipped for monitoring', () => {
	it.each(['deploy/prometheus/alerts.yml', 'deploy/grafana/reelay.json'])(
		'%s asks only for what is exported',
		async (file) => {
			const known = await exported();
			expect(named(read(file)).filter((name) => !known.includes(name))).toEqual([]);
		},
	);

	it('says of every alert what to do', () => {
		const alerts = read('deploy/prometheus/alerts.yml').split('- alert: ').slice(1);
		expect(alerts.length).toBeGreaterThan(15);
		expect(alerts.filter((alert) => !/summary: .+\n\s+action: >-\n\s+\S/u.test(alert))).toEqual([]);
	});
});

const promtool = spawnSync('promtool', ['--version']).status === 0;
describe.skipIf(!promtool)(promtool ? 'the alerts' : 'the alerts (promtool is not installed)', () => {
	it.each([
		['check', 'rules', 'alerts.yml'],
		['test', 'rules', 'alerts.test.yml'],
	])('pass promtool %s %s', (...args) => {
		const { status, stdout, stderr } = spawnSync('promtool', args, {
			cwd: join(root, 'deploy/prometheus'),
			encoding: 'utf8',
		});
		expect([status, stdout, stderr]).toEqual([0, expect.any(String), expect.any(String)]);
	});
});

describe('the operations page', () => {
	it('explains every line that is logged as an error', () => {
		const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
			name.endsWith('.ts'),
		);
		const lines = files.flatMap((file) =>
			[...read(join('src', file)).matchAll(/log\.(?:error|fatal)\((?:[^;]*?,\s*)?'([^']+)'/gu)].map(
				([, line]) => line ?? '',
			),
		);
		const page = read('docs/operations.md');
		expect(lines.length).toBeGreaterThan(30);
		expect(lines.filter((line) => !page.includes(line))).toEqual([]);
	});
});

describe('the release', () => {
	const { version, dependencies } = JSON.parse(read('package.json')) as { version: string; dependencies: object };

	it('has its notes, by version and day', () => {
		expect(read('CHANGELOG.md')).toMatch(new RegExp(`^## \\[${version}\\] - \\d{4}-\\d\\d-\\d\\d$`, 'mu'));
	});

	it('lists what it is made of', () => {
		const { status, stdout } = spawnSync('npm', ['run', '--silent', 'sbom'], { cwd: root, encoding: 'utf8' });
		expect(status).toBe(0);
		const { components } = JSON.parse(stdout) as { components: { name: string; group?: string }[] };
		const names = components.map(({ name, group }) => (group === undefined ? name : `${group}/${name}`));
		expect(Object.keys(dependencies).filter((name) => !names.includes(name))).toEqual([]);
	});
});
