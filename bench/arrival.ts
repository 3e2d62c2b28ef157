import { mean, ms } from './figures.js';
import type { Bench } from './row.js';
import { pause, Stand } from './stand.js';
import { videoShown } from './videoShown.js';

const jobs = 8;
const clipBytes = 5_000_000;
const paceMs = 12_000;

/** How long after the provider's end the video stands in the channel, and how much of that is not the cadence's. */
export const arrival: Bench = {
	name: 'arrival',
	async run(say) {
		say(`${jobs} clips of 5 MB`);
		const stand = await Stand.set({ plan: { paceMs, resultBytes: clipBytes } });
		try {
			const waits = await posted(stand);
			const afterPoll = waits.map(({ seenAt, postedAt }) => postedAt - seenAt);
			const lags = waits.map(({ endedAt, seenAt }) => seenAt - endedAt);
			return [
				{
					what: `provider done to video posted, 5 MB, beyond the cadence's lag (${waits.length} of ${jobs} clips)`,
					measured: `mean ${ms(mean(afterPoll))}, max ${ms(Math.max(...afterPoll))}`,
					comparedWith: `the lag itself: mean ${ms(mean(lags))} (new model); a fixed 10 s loop: ${ms(5000)}`,
					target: '< 1 s',
					met: waits.length === jobs && Math.max(...afterPoll) < 1000,
				},
			];
		} finally {
			await stand.close();
		}
	},
};

interface Wait {
	readonly endedAt: number;
	/** The first look after the end arrived. */
	readonly seenAt: number;
	readonly postedAt: number;
}

async function posted(stand: Stand): Promise<Wait[]> {
	const { discord, comet } = stand;
	const program = await stand.reelay();
	await program.ready();
	const polls: { id: string; at: number }[] = [];
	comet.server.watch({
		before: ({ method, path, at }) => {
			if (method === 'GET') polls.push({ id: path.split('/').at(-1) ?? '', at });
		},
	});
	const postedAt = new Map<string, number>();
	discord.on('message', ({ message }) => {
		if (videoShown(message) !== undefined) postedAt.set(message.message_reference?.message_id ?? '', Date.now());
	});

	const asked = [];
	for (const [index, user] of stand.members(jobs).entries()) {
		asked.push({
			prompt: `clip ${index}`,
			interaction: discord.invoke({ command: 'video', user, options: { prompt: `clip ${index}` } }),
		});
		await pause(700);
	}
	const deadline = Date.now() + 60_000;
	while (postedAt.size < jobs && Date.now() < deadline) await pause(100);

	return asked.flatMap(({ prompt, interaction }) => {
		const task = comet.tasks.find(({ request }) => request['prompt'] === prompt);
		const at = postedAt.get(interaction.originalId ?? '');
		if (task === undefined || at === undefined) return [];
		const endedAt = task.createdAt + paceMs;
		const seenAt = polls.find(({ id, at: lookedAt }) => id === task.id && lookedAt >= endedAt)?.at ?? Number.NaN;
		return [{ endedAt, seenAt, postedAt: at }];
	});
}
