import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below what systems hand out by themselves (from 32 768 on Linux), so that nobody else is given it meanwhile, nor between two starts. */
const [lowest, highest] = [20_000, 32_000] as const;

/** A port that nobody listens on at present, for a process that is told its port. */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = randomInt(lowest, highest);
		const server = createServer().listen(port, '127.0.0.1');
		try {
			await once(server, 'listening');
		} catch {
			continue; // taken
		}
		server.close();
		await once(server, 'close');
		return port;
	}
}
