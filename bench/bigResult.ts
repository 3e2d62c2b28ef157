import { RecordingServer } from '../sandbox/http/recordingServer.js';
import { mb } from './figures.js';
import { forgetPeak, peakBytes, residentBytes, tellsPeaks } from './memoryOf.js';
import { beside } from './program.js';
import type { Bench, Row } from './row.js';
import { pause, Stand } from './stand.js';
import { videoShown } from './videoShown.js';

const mebibyte = 1024 * 1024;
const mostGrowth = 128e6;

/** How far a process grows while a large result passes through it, from the provider into a message. */
export const bigResult: Bench = {
	name: 'big-result',
	async run(say) {
		if (!tellsPeaks)
			return [{ what: 'large results', measured: 'not measured', comparedWith: 'needs Linux', target: '' }];
		const rows: Row[] = [];
		for (const size of [100, 300]) {
			say(`${size} MiB through Reelay`);
			const own = await throughReelay(size * mebibyte);
			say(`${size} MiB through discord.js files`);
			const bare = await throughFiles(size * mebibyte);
			rows.push({
				what: `memory growth at its peak, result of ${size} MiB posted whole`,
				measured: mb(own),
				comparedWith: `read into memory, sent with discord.js files: ${mb(bare)}`,
				target: `< ${mb(mostGrowth)}`,
				met: own < mostGrowth,
			});
		}
		return rows;
	},
};

async function throughReelay(bytes: number): Promise<number> {
	const stand = await Stand.set({ plan: { paceMs: 500, resultBytes: bytes } });
	try {
		const { discord } = stand;
		// A subscription that allows such files; in private, where the member's limit counts and not the server's.
		const [user] = stand.members(1);
		if (user === undefined) throw new Error('nobody is there');
		user.uploadLimit = 500 * mebibyte;
		const program = await stand.reelay({ env: { POLL_MIN_MS: '500', POLL_MAX_MS: '1000' } });
		await program.ready();
		await pause(1000);

		const before = residentBytes(program.pid);
		forgetPeak(program.pid);
		const arrived = discord.until('messageUpdate', ({ message }) => videoShown(message) !== undefined, 60_000);
		discord.invoke({ command: 'video', user, options: { prompt: 'a very long film', private: true } });
		const { message } = await arrived;
		const posted = await fetch(videoShown(message) ?? '', { method: 'GET' });
		await posted.body?.cancel();
		if (Number(posted.headers.get('content-length')) !== bytes) throw new Error('the video was not posted whole');
		return peakBytes(program.pid) - before;
	} finally {
		await stand.close();
	}
}

async function throughFiles(bytes: number): Promise<number> {
	const stand = await Stand.set();
	const chunk = Buffer.alloc(mebibyte);
	async function* film(): AsyncGenerator<Buffer> {
		for (let sent = 0; sent < bytes; sent += chunk.length) yield await Promise.resolve(chunk);
	}
	const server = new RecordingServer({
		now: Date.now,
		keep: 1,
		keepBodyBytes: 1000,
		handle: ({ method }) => (method === 'GET' ? { status: 200, body: film() } : { status: 200, body: { id: '1' } }),
	});
	try {
		const origin = await server.listen();
		const program = stand.start({
			entry: beside('bareUpload.mjs'),
			env: { SOURCE: `${origin}/film`, API: `${origin}/api` },
		});
		await program.ready();
		await pause(1000);
		const before = residentBytes(program.pid);
		forgetPeak(program.pid);
		const posted = program.line('posted');
		process.kill(program.pid, 'SIGUSR2');
		await posted;
		return peakBytes(program.pid) - before;
	} finally {
		await server.close();
		await stand.close();
	}
}
