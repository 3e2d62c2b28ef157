import type { Job } from '../../jobs/record/job.js';
import { seconds } from '../../lib/time.js';
import type { ParentChannels } from '../discord/parentChannels.js';
import type { Settings } from '../records/settings.js';

interface PrivatePlacesParts {
	readonly settings: Pick<Settings, 'of' | 'privateSince'>;
	readonly parentChannels: Pick<ParentChannels, 'of'>;
}

/** A thread is in a channel, and that is in a category. */
const mostAbove = 2;

/** What is about to be shown is not held to an older answer: a channel may have been moved meanwhile. */
const believedMs = seconds(30);

/** Places where every answer is private by now, for what was asked for when they were open. */
export class PrivatePlaces {
	readonly #parts: PrivatePlacesParts;

	constructor(parts: PrivatePlacesParts) {
		this.#parts = parts;
	}

	/**
	 * Whether the job's channel has become such a place since it was asked for: its guild has named it, or what it is in, or
	 * it was moved to where answers were private before. Discord is asked only where the guild has named any.
	 * @throws what the store throws: a rule that cannot be read is not open
	 */
	async hasBecome({ destination, createdAt }: Job): Promise<boolean> {
		const { settings, parentChannels } = this.#parts;
		const { guildId, channelId } = destination;
		if (typeof guildId !== 'string') return false;
		const { privateChannels: named } = await settings.of(guildId);
		if (named.length === 0 || named.includes(channelId)) return named.length > 0;

		let above: string | null = channelId;
		for (let step = 0; step < mostAbove && above !== null; step += 1) {
			const channel = await parentChannels.of(above, believedMs);
			// What Discord does not tell may be one that was named since; it was none of those that had been before.
			if (channel === undefined) return (await settings.privateSince(guildId, createdAt)).length > 0;
			if (channel.category !== null && named.includes(channel.category)) return true;
			above = channel.category;
		}
		return false;
	}
}
