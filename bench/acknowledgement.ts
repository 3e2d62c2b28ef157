import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Bench, Row } from './row.js';
import { ms, percentile } from './figures.js';
import { beside, type Program } from './program.js';
import { pause, Stand } from './stand.js';

const seconds = 10;
/** Discord forgets an interaction that was not answered within this. */
const latestMs = 3000;

/** From the dispatch of an interaction to the arrival of its first response, at Discord's side. */
export const acknowledgement: Bench = {
	name: 'acknowledgement',
	async run(say) {
		say('a bare discord.js bot');
		const bare = await measured(200, (stand) => stand.start({ entry: beside('bareBot.mjs'), env: stand.env }));
		say('Reelay at 50 a second');
		const calm = await measured(50, (stand) => stand.reelay());
		say('Reelay at 200 a second');
		const rush = await measured(200, (stand) => stand.reelay());

		return [
			row(50, calm, 'its own 200 a second, below'),
			{
				...row(200, rush, `bare discord.js that only defers: ${told(bare)}`),
				target: 'p99 < 500 ms, none over 3 s',
				met: percentile(rush.waits, 0.99) < 500 && rush.missing === 0 && Math.max(...rush.waits) < latestMs,
			},
		];
	},
};

interface Waits {
	readonly waits: readonly number[];
	/** Interactions that were never answered. */
	readonly missing: number;
	/** How late our own timers were meanwhile: what the machine alone adds, ms. */
	readonly ownDelayP99: number;
}

async function measured(perSecond: number, start: (stand: Stand) => Program | Promise<Program>): Promise<Waits> {
	const stand = await Stand.set({ plan: { paceMs: 3_600_000 } });
	try {
		const program = await start(stand);
		await program.ready();
		return await load(stand, perSecond);
	} finally {
		await stand.close();
	}
}

async function load(stand: Stand, perSecond: number): Promise<Waits> {
	const { discord } = stand;
	const answered = new Map<string, number>();
	discord.api.watch({
		before: ({ path, at }) => {
			const id = /\/interactions\/(\d+)\//u.exec(path)?.[1];
			if (id !== undefined && !answered.has(id)) answered.set(id, at);
		},
	});
	const members = stand.members(perSecond * seconds);
	const asked = [];
	const own = monitorEventLoopDelay({ resolution: 10 });
	own.enable();
	const began = Date.now();
	for (const [index, user] of members.entries()) {
		const wait = began + (index * 1000) / perSecond - Date.now();
		if (wait > 1) await pause(wait);
		asked.push(discord.invoke({ command: 'video', user, options: { prompt: `a paper boat, number ${index}` } }));
	}
	await pause(latestMs);

	const waits = asked.flatMap(({ id, createdAt }) => {
		const at = answered.get(id);
		return at === undefined ? [] : [at - createdAt];
	});
	return { waits, missing: asked.length - waits.length, ownDelayP99: own.percentile(99) / 1e6 - 10 };
}

const told = ({ waits, missing, ownDelayP99 }: Waits): string =>
	`p50 ${ms(percentile(waits, 0.5))}, p99 ${ms(percentile(waits, 0.99))}, max ${ms(Math.max(...waits))}` +
	(missing === 0 ? '' : `, ${missing} never answered`) +
	` (the simulator's own timers meanwhile: p99 ${ms(Math.max(0, ownDelayP99))} late)`;

const row = (perSecond: number, waits: Waits, comparedWith: string): Row => ({
	what: `first response at ${perSecond} /video a second for ${seconds} s, jobs submitted meanwhile`,
	measured: told(waits),
	comparedWith,
	target: '',
});
