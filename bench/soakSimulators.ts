import { parentPort, workerData } from 'node:worker_threads';
import { CometApiSimulator } from '../sandbox/cometapi/simulator.js';
import { DiscordSimulator } from '../sandbox/discord/simulator.js';
import { seeded } from './figures.js';
import { SoakWeather } from './soakWeather.js';
import { videoShown } from './videoShown.js';

/** Both simulators in a thread of their own, so that the bot's heap is the bot's alone; time comes from shared memory. */

export type Order =
	| { readonly type: 'ask'; readonly index: number }
	| { readonly type: 'away'; readonly isAway: boolean }
	| { readonly type: 'count' }
	| { readonly type: 'close' };

export interface Count {
	/** The most tasks made for one request, and the most messages with a video. */
	readonly mostCreates: number;
	readonly mostVideos: number;
	readonly videos: number;
	readonly creates: number;
	/** Requests that the API and Discord have answered. */
	readonly notifications: number;
	readonly leaks: number;
}

const memberCount = 200;
const time = new BigInt64Array(workerData as SharedArrayBuffer);
const now = (): number => Number(Atomics.load(time, 0));
const bounds = { keep: 200, keepBodyBytes: 1000 };
const settings = {
	globalPerSecond: 1e6,
	bucket: { limit: 1e6, windowMs: 1000 },
	oldEdits: { limit: 1e6, windowMs: 1000, olderThanMs: 3_600_000 },
};
const discord = await DiscordSimulator.start({ ...bounds, now, settings });
const comet = await CometApiSimulator.start({ ...bounds, now });
const random = seeded(2026);
const weather = new SoakWeather({ discord, comet, random });
const members = Array.from({ length: memberCount }, (_, index) => {
	const user = discord.world.addUser(`Member ${index}`);
	discord.world.addMember(discord.world.guild, user);
	return user;
});

parentPort?.on('message', (order: Order) => void obey(order).then((answer) => parentPort?.postMessage(answer)));
parentPort?.postMessage({
	DISCORD_TOKEN: discord.token,
	DISCORD_API_URL: discord.apiUrl,
	COMETAPI_KEY: comet.key,
	COMETAPI_BASE_URL: comet.baseUrl,
	TRUSTED_ORIGINS: `${discord.cdnOrigin},${comet.cdnOrigin},${comet.baseUrl}`,
});

async function obey(order: Order): Promise<unknown> {
	switch (order.type) {
		case 'ask':
			return ask(order.index);
		case 'away':
			weather.away(order.isAway);
			return true;
		case 'count':
			return count();
		case 'close':
			await discord.close();
			await comet.close();
			return true;
	}
}

/** Whether the request was answered; some of those that were lose their token early. */
async function ask(index: number): Promise<boolean> {
	comet.plan(weather.plan());
	const user = members[index % memberCount] ?? discord.world.alice;
	const isPrivate = index % 20 === 0;
	const interaction = discord.invoke({
		command: 'video',
		user,
		options: { prompt: `soak ${index}`, private: isPrivate },
	});
	const answered = await interaction.responded(5000).then(
		() => true,
		() => false,
	);
	if (random() < 0.02) discord.faults.expireTokens(interaction);
	return answered;
}

function count(): Count {
	const tasks = new Map<string, number>();
	for (const { request } of comet.tasks) {
		const prompt = String(request['prompt']);
		tasks.set(prompt, (tasks.get(prompt) ?? 0) + 1);
	}
	const videos = new Map<string, number>();
	for (const channel of discord.world.channels.keys()) {
		for (const message of discord.messages(channel).filter((shown) => videoShown(shown) !== undefined)) {
			const id = /v1:[a-z-]+:(\d+):/u.exec(JSON.stringify(message.components))?.[1] ?? message.id;
			videos.set(id, (videos.get(id) ?? 0) + 1);
		}
	}
	return {
		mostCreates: Math.max(0, ...tasks.values()),
		mostVideos: Math.max(0, ...videos.values()),
		videos: videos.size,
		creates: comet.creates,
		notifications: discord.notifications.length,
		leaks: comet.cdn.leaks.length,
	};
}
