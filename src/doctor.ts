import { existsSync } from 'node:fs';
import { version } from './app/version.js';
import { ConfigError, exitConfig, readConfig, type Config } from './config.js';
import { cometChecks } from './doctor/cometChecks.js';
import { discordChecks } from './doctor/discordChecks.js';
import { find, type Check, type Finding } from './doctor/finding.js';
import { machineChecks } from './doctor/machineChecks.js';
import { publicChecks } from './doctor/publicChecks.js';
import { SecretCleaner } from './lib/secretCleaner.js';
import { systemClock } from './lib/time.js';
import { ApiClient } from './services/cometapi/apiClient.js';
import { makeLogger } from './services/ops/logger.js';

/*
 * `npm run doctor`: checks the configuration and everything outside that the bot needs, one line each. It reads, and asks
 * nothing that costs; it can be run while the bot runs. Exit status 0, 1 when a required check fails, 78 when the
 * configuration is wrong.
 */

if (existsSync('.env')) process.loadEnvFile('.env');
process.exit(await examine());

async function examine(): Promise<number> {
	try {
		const config = readConfig(process.env);
		report({ level: 'ok', name: 'configuration', text: 'complete' }, config);
		return await examineAll(config);
	} catch (error) {
		if (!(error instanceof ConfigError)) throw error;
		for (const text of error.faults) report({ level: 'fail', name: 'configuration', text });
		return exitConfig;
	}
}

async function examineAll(config: Config): Promise<number> {
	const { baseUrl, key } = config.cometapi;
	const api = new ApiClient({ baseUrl, key, userAgent: `reelay/${version}`, clock: systemClock });
	const log = makeLogger('silent');
	const checks: Check[] = [
		...machineChecks(config, log),
		...discordChecks(config),
		...cometChecks(config, api),
		...publicChecks(config),
	];

	let status = 0;
	for (const check of checks) {
		const finding = await find(check);
		if (finding === undefined) continue;
		if (finding.level === 'fail') status = 1;
		report(finding, config);
	}
	await api.close();
	return status;
}

function report({ level, name, text }: Finding, config?: Config): void {
	console.log(`${level.padEnd(4)}  ${name.padEnd(18)}  ${masked(text, config)}`);
}

/** Other people's error texts may repeat what they were sent. */
function masked(text: string, config: Config | undefined): string {
	const { discord, cometapi, ops } = config ?? {};
	return new SecretCleaner([discord?.token, cometapi?.key, cometapi?.quotaKey, ops?.token], '…').clean(text);
}
