import { existsSync } from 'node:fs';
import { Ending } from './app/shutdown.js';
import { letYoungHeapGrow } from './youngHeap.js';

/** "The configuration is wrong", by the convention of sysexits.h. */
const exitConfig = 78;

const ending = new Ending();
// No timer of ours keeps the process alive, and while it waits for Discord or for its store nothing else does.
setInterval(() => undefined, 2 ** 30);
// The environment wins: variables that are set already are left alone.
if (existsSync('.env')) process.loadEnvFile('.env');

// Loaded only now, because loading takes a while: signals are heard already, and the young heap is kept small.
const { App } = await import('./app/app.js');
const { ConfigError, readConfig } = await import('./config.js');

try {
	const app = new App(readConfig(process.env), { onFatal: (error) => ending.begin(exitConfig, error) });
	ending.of(app);
	await app.start();
	letYoungHeapGrow();
} catch (error) {
	if (!(error instanceof ConfigError)) throw error;
	for (const fault of error.faults) console.error(fault);
	process.exit(exitConfig);
}
