import { existsSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { Shutdown } from './app/shutdown.js';

/*
 * Loading packages makes a lot of short-lived objects, for which V8 grows its young generation to its full size and keeps
 * the memory: about 20 MB that an idle bot never uses again. So it stays small while the program loads, and may grow under
 * load from then on. Only speed and memory depend on it.
 */
setFlagsFromString('--semi-space-growth-factor=1');

const ending = new Shutdown();
// No timer of ours keeps the process alive, and while it waits for Discord or for its store nothing else does.
setInterval(() => undefined, 2 ** 30);
// The environment wins: variables that are set already are left alone.
if (existsSync('.env')) process.loadEnvFile('.env');

// Loaded only now, because loading takes a while: signals are heard already, and the young heap is kept small.
const { App } = await import('./app/app.js');
const { ConfigError, exitConfig, readConfig } = await import('./config.js');
const { makeLogger } = await import('./services/ops/logger.js');

try {
	const onFatal = (error: Error): void => ending.begin(error.name === 'BotFatalError' ? exitConfig : 1, error);
	const app = new App(readConfig(process.env), { onFatal });
	ending.of(app);
	await app.start();
	// The program is loaded: from now on V8 does as it usually does.
	setFlagsFromString('--semi-space-growth-factor=2');
} catch (error) {
	if (!(error instanceof ConfigError)) throw error;
	for (const fault of error.faults) console.error(fault);
	makeLogger('fatal').fatal({ faults: error.faults }, 'the configuration is wrong; the process ends');
	process.exit(exitConfig);
}
