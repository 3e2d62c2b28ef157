import { letYoungHeapGrow } from './youngHeap.js'; // before everything that is heavy
import { existsSync } from 'node:fs';
import { App } from './app.js';
import { ConfigError, readConfig, type Config } from './config.js';

/** "The configuration is wrong", by the convention of sysexits.h. */
const exitConfig = 78;

// The environment wins: variables that are set already are left alone.
if (existsSync('.env')) process.loadEnvFile('.env');

const app = new App(config(), { onFatal: (error) => stop(exitConfig, error) });
let stopping = false;

function stop(status: number, error?: Error): void {
	// Whoever signals twice does not want to wait.
	if (stopping) process.exit(1);
	stopping = true;
	if (error !== undefined) console.error(error.message);
	app.stop().then(
		() => process.exit(status),
		(cause: unknown) => {
			console.error(cause);
			process.exit(1);
		},
	);
}

// No timer of ours keeps the process alive, and while it waits for Discord or for its store nothing else does.
setInterval(() => undefined, 2 ** 30);
process.on('SIGTERM', () => stop(0));
process.on('SIGINT', () => stop(0));
// A packet that discord.js cannot read throws past every handler: end in order, and let the supervisor begin anew.
process.on('uncaughtException', (error) => {
	app.report(error);
	stop(1);
});
await app.start().catch(refuseConfig);
letYoungHeapGrow();

function config(): Config {
	try {
		return readConfig(process.env);
	} catch (error) {
		return refuseConfig(error);
	}
}

function refuseConfig(error: unknown): never {
	if (!(error instanceof ConfigError)) throw error;
	for (const fault of error.faults) console.error(fault);
	process.exit(exitConfig);
}
