import { existsSync } from 'node:fs';
import { App } from './app.js';
import { ConfigError, readConfig } from './config.js';

/** "The configuration is wrong", by the convention of sysexits.h. */
const exitConfig = 78;

/** The environment wins: loadEnvFile leaves variables alone that are set already. */
if (existsSync('.env')) process.loadEnvFile('.env');

try {
	const app = await App.build(readConfig(process.env));

	let stopping = false;
	const stop = (): void => {
		// Whoever signals twice does not want to wait.
		if (stopping) process.exit(1);
		stopping = true;
		void app.stop().then(
			() => process.exit(0),
			() => process.exit(1),
		);
	};
	process.on('SIGTERM', stop);
	process.on('SIGINT', stop);
	await app.start();
} catch (error) {
	if (!(error instanceof ConfigError)) throw error;
	for (const fault of error.faults) console.error(fault);
	process.exit(exitConfig);
}
