import { grants } from '../../discord/permissions.js';
import { everybodysLimit, tierLimit } from '../../discord/uploadLimits.js';
import type { Job, Rung } from '../../jobs/record/job.js';
import { RecentMap } from '../../lib/collections/recentMap.js';
import { hours, minutes, type Clock } from '../../lib/time.js';
import type { DiscordApi } from './discordApi.js';

/** How long a guild's boost tier is believed … */
const believedMs = hours(1);

/** … and how long it is not asked again when it could not be had. */
const unknownMs = minutes(1);

/** Guilds whose limits are remembered. */
const mostKnown = 1000;

interface UploadLimitParts {
	readonly discord: Pick<DiscordApi, 'premiumTier'>;
	readonly clock: Clock;
}

/** How large a file may be on each rung: the interaction's own limit with its token, the guild's with ours. */
export class UploadLimit {
	readonly #parts: UploadLimitParts;
	readonly #guilds = new RecentMap<string, { limit: number; until: number }>(mostKnown);

	constructor(parts: UploadLimitParts) {
		this.#parts = parts;
	}

	/** Largest file in bytes; 0 where no file may be posted. A guild that cannot be asked counts as one without boosts. */
	async of(job: Job, rung: Rung): Promise<number> {
		const { attachmentLimit, guildId, context, permissions } = job.destination;
		if (rung === 'original') return attachmentLimit;
		if (rung === 'direct' || context !== 'guild' || typeof guildId !== 'string') {
			return Math.min(attachmentLimit, everybodysLimit);
		}
		return grants(permissions, 'attachFiles') ? Math.min(attachmentLimit, await this.#guild(guildId)) : 0;
	}

	/** Whether the job's video fits into the reply as it is, and not into a post of ours. */
	async isReplyLarger(job: Job): Promise<boolean> {
		const { media, outcome } = job;
		if (!media || outcome?.type !== 'succeeded' || media.bytes > job.destination.attachmentLimit) return false;
		return media.bytes > (await this.of(job, 'channel'));
	}

	async #guild(guildId: string): Promise<number> {
		const { discord, clock } = this.#parts;
		const known = this.#guilds.get(guildId);
		if (known !== undefined && known.until > clock.now()) return known.limit;
		const tier = await discord.premiumTier(guildId).catch(() => undefined);
		const limit = tierLimit(tier ?? 0);
		this.#guilds.set(guildId, { limit, until: clock.now() + (tier === undefined ? unknownMs : believedMs) });
		return limit;
	}
}
