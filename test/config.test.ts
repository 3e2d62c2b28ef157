import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configurationDoc } from '../scripts/configurationDoc.js';
import { ConfigError, readConfig, readFileConfig, variableNames, variableSchemas } from '../src/config.js';

const required = { DISCORD_TOKEN: 'a.bot.token', COMETAPI_KEY: 'sk-test' };

function faults(environment: Record<string, string>): readonly string[] {
	try {
		readConfig(environment);
	} catch (error) {
		if (error instanceof ConfigError) return error.faults;
		throw error;
	}
	return [];
}

describe('readConfig', () => {
	it('needs two variables and fills in the rest', () => {
		expect(readConfig(required)).toMatchObject({
			discord: { token: 'a.bot.token', apiUrl: 'https://discord.com/api', shards: 'auto', userInstall: false },
			cometapi: { key: 'sk-test', baseUrl: 'https://api.cometapi.com', createTimeoutMs: 300_000 },
			storeUrl: 'sqlite://./data/reelay.sqlite',
			defaultModel: 'veo3.1-fast',
			poll: { minMs: 2000, maxMs: 30_000 },
			jobTimeoutMs: 3_600_000,
			lateMs: 86_400_000,
			limits: { maxRunningJobs: 50, memberRunningJobs: 2, memberDailyVideos: 20, dailyUsd: 50, confirmAboveUsd: 2 },
			ops: { host: '127.0.0.1', port: 9464 },
		});
	});

	it('names every variable that is missing or wrong, one line each', () => {
		expect(
			faults({
				COMETAPI_KEY: ' ',
				POLL_MIN_MS: 'soon',
				OPS_PORT: '99999',
				DISCORD_GUILD_ID: '12',
				TRUSTED_ORIGINS: 'http://127.0.0.1:9001/path',
				LEGACY_PROVIDERS: 'luma',
				PUBLIC_URL: 'http://example.com',
				USER_INSTALL: 'yes',
			}).map((line) => line.split(':')[0]),
		).toEqual([
			'DISCORD_TOKEN',
			'DISCORD_GUILD_ID',
			'COMETAPI_KEY',
			'TRUSTED_ORIGINS',
			'POLL_MIN_MS',
			'USER_INSTALL',
			'PUBLIC_URL',
			'LEGACY_PROVIDERS',
			'OPS_PORT',
		]);
	});

	it('refuses bounds that contradict one another', () => {
		expect(faults({ ...required, POLL_MIN_MS: '5000', POLL_MAX_MS: '4000' })).toEqual([
			'POLL_MAX_MS: must not be less than POLL_MIN_MS',
		]);
	});

	it('takes an empty budget for no limit, and an absent one for the default', () => {
		expect(readConfig({ ...required, DAILY_USD: '' }).limits.dailyUsd).toBeUndefined();
		expect(readConfig({ ...required, DAILY_USD: '7.5' }).limits.dailyUsd).toBe(7.5);
		expect(readConfig(required).limits.dailyUsd).toBe(50);
	});

	it('ends looking at the time-out when no late hours are wanted', () => {
		expect(readConfig({ ...required, LATE_HOURS: '0' }).lateMs).toBe(0);
	});

	it('reads shards as a list and as a range', () => {
		expect(readConfig({ ...required, SHARDS: '0-2,7' }).discord.shards).toEqual([0, 1, 2, 7]);
	});

	it('refuses a store in memory, which would lose jobs', () => {
		expect(faults({ ...required, STORE_URL: 'sqlite://:memory:' })).toHaveLength(1);
	});

	it('takes the address of a Redis, or the path of its socket', () => {
		const { redisUrl, leaseMs } = readConfig({ ...required, REDIS_URL: 'redis://127.0.0.1:6379' });
		expect([redisUrl, leaseMs]).toEqual(['redis://127.0.0.1:6379', 15_000]);
		expect(readConfig({ ...required, REDIS_URL: 'unix:///run/redis.sock' }).redisUrl).toBe('unix:///run/redis.sock');
		expect(faults({ ...required, REDIS_URL: 'http://127.0.0.1:6379' })[0]).toMatch(/^REDIS_URL: must be an address/u);
	});

	it('has processes of one role where they can share the work, and nowhere else', () => {
		const redis = { ...required, REDIS_URL: 'redis://127.0.0.1:6379' };
		expect(readConfig({ ...redis, ROLE: 'worker' }).role).toBe('worker');
		expect(faults({ ...required, ROLE: 'gateway' })).toEqual(['ROLE: gateway needs REDIS_URL']);
	});

	it('keeps the tools that work on the file away from a store in Redis', () => {
		expect(() => readFileConfig({ ...required, REDIS_URL: 'redis://127.0.0.1:6379' })).toThrow(
			/^REDIS_URL: .*STORE_URL/u,
		);
		expect(readFileConfig(required).storeUrl).toBe('sqlite://./data/reelay.sqlite');
	});
});

describe('.env.example', () => {
	it('names every variable of the schema once, and no other', () => {
		const text = readFileSync(join(import.meta.dirname, '../.env.example'), 'utf8');
		const named = [...text.matchAll(/^#?([A-Z][A-Z0-9_]*)=/gmu)].map(([, name]) => name);
		expect(named.toSorted()).toEqual([...variableNames].toSorted());
	});
});

describe('the page of the configuration', () => {
	const page = readFileSync(join(import.meta.dirname, '../docs/configuration.md'), 'utf8');

	it('is what the schema and .env.example say (else run: npx tsx scripts/configurationDoc.ts)', () => {
		expect(page).toBe(configurationDoc());
	});

	it.each(variableNames)('says of %s what it is', (name) => {
		const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? '';
		expect(row.split('|').at(-2)?.trim()).toMatch(/^[A-Z].{10,}\.$/u);
	});

	it('gives defaults that the program takes for what it does without them', () => {
		const filledIn: Record<string, string> = { ...required };
		for (const [name, { fallback }] of Object.entries(variableSchemas)) if (fallback !== '') filledIn[name] = fallback;
		expect(readConfig(filledIn)).toEqual(readConfig(required));
	});
});
