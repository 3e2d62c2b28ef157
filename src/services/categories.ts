import type { Logger } from 'pino';
import { DiscordProblem } from '../jobs/discordProblem.js';
import { minutes, type Clock } from '../lib/time.js';
import type { DiscordApi } from './discordApi.js';

interface CategoriesParts {
	readonly discord: Pick<DiscordApi, 'parentOf'>;
	readonly clock: Clock;
	readonly log: Logger;
}

/** A channel may be moved to another category; so long an answer is believed. */
const believedMs = minutes(10);

/** So many answers are remembered. */
const mostRemembered = 1000;

/**
 * In which category a channel is. An interaction names the category of its channel itself; of a thread it names the channel
 * and no more, and nothing is kept of guilds, so Discord is asked.
 */
export class Categories {
	readonly #parts: CategoriesParts;
	readonly #known = new Map<string, { readonly at: number; readonly category: string | null }>();

	constructor(parts: CategoriesParts) {
		this.#parts = parts;
	}

	/** Null: in none. Undefined: Discord does not tell; not remembered. */
	async of(channelId: string): Promise<string | null | undefined> {
		const { discord, clock, log } = this.#parts;
		const now = clock.now();
		const known = this.#known.get(channelId);
		if (known !== undefined && now >= known.at && now - known.at < believedMs) return known.category;
		try {
			const category = await discord.parentOf(channelId);
			this.#remember(channelId, { at: now, category });
			return category;
		} catch (error) {
			if (!(error instanceof DiscordProblem)) throw error;
			log.info({ err: error, channelId }, 'the category of a channel is not known');
			return undefined;
		}
	}

	#remember(channelId: string, answer: { readonly at: number; readonly category: string | null }): void {
		this.#known.delete(channelId);
		this.#known.set(channelId, answer);
		const [oldest] = this.#known.keys();
		if (this.#known.size > mostRemembered && oldest !== undefined) this.#known.delete(oldest);
	}
}
