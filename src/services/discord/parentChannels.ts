import { DiscordProblem } from '../../discord/discordProblem.js';
import type { ParentChannel } from '../../discord/destination.js';
import { RecentMap } from '../../lib/collections/recentMap.js';
import { minutes } from '../../lib/time.js';
import type { DiscordApi } from './discordApi.js';
import type { Environment } from '../../lib/environment.js';

interface ParentChannelsParts extends Pick<Environment, 'clock' | 'log'> {
	readonly discord: Pick<DiscordApi, 'parentChannel'>;
}

/** How long an answer is believed: a channel may be moved or changed. */
const believedMs = minutes(10);

/** So many answers are remembered. */
const mostRemembered = 1000;

/**
 * What the channels of threads are. An interaction tells everything of the channel that it happens in; of a thread it names
 * the channel and no more, and nothing is kept of guilds, so Discord is asked.
 */
export class ParentChannels {
	readonly #parts: ParentChannelsParts;
	readonly #known = new RecentMap<string, Answer>(mostRemembered);

	constructor(parts: ParentChannelsParts) {
		this.#parts = parts;
	}

	/**
	 * Undefined: Discord does not tell; not remembered.
	 * @param mostMs an answer older than this is asked for anew
	 */
	async of(channelId: string, mostMs = believedMs): Promise<ParentChannel | undefined> {
		const { discord, clock, log } = this.#parts;
		const now = clock.now();
		const known = this.#known.get(channelId);
		if (known !== undefined && now >= known.at && now - known.at < mostMs) return known.channel;
		try {
			const channel = await discord.parentChannel(channelId);
			this.#known.set(channelId, { at: now, channel });
			return channel;
		} catch (error) {
			if (!(error instanceof DiscordProblem)) throw error;
			log.info({ err: error, channelId }, 'the channel of a thread is not known');
			return undefined;
		}
	}
}

interface Answer {
	readonly at: number;
	readonly channel: ParentChannel;
}
