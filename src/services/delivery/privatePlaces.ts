import type { Job } from '../../jobs/record/job.js';
import type { ParentChannels } from '../discord/parentChannels.js';
import type { Settings } from '../records/settings.js';

interface PrivatePlacesParts {
	readonly settings: Pick<Settings, 'privateSince'>;
	readonly parentChannels: Pick<ParentChannels, 'of'>;
}

/** A thread is in a channel, and that is in a category. */
const mostAbove = 2;

/** Places where every answer is private by now, for what was asked for when they were open. */
export class PrivatePlaces {
	readonly #parts: PrivatePlacesParts;

	constructor(parts: PrivatePlacesParts) {
		this.#parts = parts;
	}

	/**
	 * Whether a guild has named the job's channel, or what that is in, since the job was asked for. Discord is asked only
	 * where the guild has named any since; what it does not tell may be one.
	 * @throws what the store throws: a rule that cannot be read is not open
	 */
	async hasBecome({ destination, createdAt }: Job): Promise<boolean> {
		const { settings, parentChannels } = this.#parts;
		const { guildId, channelId } = destination;
		const named = typeof guildId === 'string' ? await settings.privateSince(guildId, createdAt) : [];
		if (named.length === 0 || named.includes(channelId)) return named.length > 0;

		let above: string | null = channelId;
		for (let step = 0; step < mostAbove && above !== null; step += 1) {
			const channel = await parentChannels.of(above);
			if (channel === undefined) return true;
			if (channel.category !== null && named.includes(channel.category)) return true;
			above = channel.category;
		}
		return false;
	}
}
