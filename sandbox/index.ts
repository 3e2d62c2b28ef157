import { join } from 'node:path';

import { Sandbox } from './web/sandbox.js';

/** `npm run sandbox`: everything on this machine, no credentials, no network. */

const port = Number(process.env.SANDBOX_PORT ?? '') || 8787;
// By port: two sandboxes at a time do not share a folder.
const data = join(process.cwd(), process.env.SANDBOX_DATA ?? join('data', 'sandbox'), String(port));

try {
	const sandbox = await Sandbox.start({ port, data });
	stopOnSignals(sandbox);
	console.log(`The sandbox is at ${sandbox.url}\nPress Ctrl-C to stop it.`);
	await sandbox.bot.ready().then(
		() => console.log('The bot is ready: open the address and type /video.'),
		(error: unknown) => console.error(`The bot did not become ready. ${messageOf(error)}`),
	);
} catch (error) {
	const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
	console.error(
		taken
			? `Port ${port} is taken by another program. Choose another one: SANDBOX_PORT=${port + 1} npm run sandbox`
			: messageOf(error),
	);
	process.exitCode = 1;
}

function stopOnSignals(sandbox: Sandbox): void {
	let since = 0;
	const stop = (): void => {
		// A second signal means: at once. (One Ctrl-C may reach us twice, by the terminal and by the program that started us.)
		if (since > 0 && Date.now() - since > 500) process.exit(130);
		if (since > 0) return;
		since = Date.now();
		console.log('\nStopping the bot, then the rest …');
		void sandbox.close().then(() => console.log('Stopped.'));
	};
	process.on('SIGINT', stop);
	process.on('SIGTERM', stop);
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
