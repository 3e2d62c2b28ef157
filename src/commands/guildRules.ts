import type { Logger } from 'pino';
import type { GuildSettings } from '../jobs/guildSettings.js';
import type { InteractionFacts } from '../jobs/interactionFacts.js';
import { isPrivatePlace } from '../jobs/policy.js';
import { within } from '../lib/within.js';
import type { Clock } from '../lib/time.js';
import type { Categories } from '../services/categories.js';
import type { Settings } from '../services/settings.js';

export interface GuildRulesParts {
	readonly settings: Pick<Settings, 'of'>;
	readonly categories: Pick<Categories, 'of'>;
	readonly clock: Clock;
	readonly log: Logger;
}

/** Settings may take so long, counted from the interaction's arrival; the record needs the rest of the door's 1.5 s. */
const patienceMs = 1_000;

/** What the guild of an interaction has decided, in time for an answer. */
export class GuildRules {
	readonly #parts: GuildRulesParts;

	constructor(parts: GuildRulesParts) {
		this.#parts = parts;
	}

	/** Undefined: not read in time, or not readable. Then nothing is allowed, because the guild may have forbidden it. */
	async of({
		guildId,
		receivedAt,
	}: Pick<InteractionFacts, 'guildId' | 'receivedAt'>): Promise<GuildSettings | undefined> {
		const { clock, log, settings } = this.#parts;
		try {
			return await within(clock, receivedAt + patienceMs - clock.now(), settings.of(guildId));
		} catch (error) {
			log.error({ err: error, guildId }, 'settings not read');
			return undefined;
		}
	}

	/**
	 * Whether every answer here is private: in the channels that the guild has named, in their threads, and in the channels
	 * of categories that it has named, with their threads. A thread whose category nobody can tell in time may be in one.
	 */
	async isPrivate(settings: GuildSettings, facts: InteractionFacts): Promise<boolean> {
		if (isPrivatePlace(settings, facts)) return true;
		const { clock, categories, log } = this.#parts;
		const { isThread, parentId, receivedAt } = facts;
		if (settings.privateChannels.length === 0 || isThread !== true || typeof parentId !== 'string') return false;
		try {
			const category = await within(clock, receivedAt + patienceMs - clock.now(), categories.of(parentId));
			return category === undefined || (category !== null && settings.privateChannels.includes(category));
		} catch (error) {
			log.warn({ err: error }, 'the category of a thread was not told in time');
			return true;
		}
	}
}
