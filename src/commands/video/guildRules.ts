import type { GuildSettings } from '../../jobs/guild/guildSettings.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';
import { isPrivatePlace, placeRefusal } from '../../jobs/guild/policy.js';
import type { Refusal } from '../../messages/refusals/refusal.js';
import { within } from '../../lib/time.js';
import type { ParentChannel } from '../../discord/destination.js';
import type { ParentChannels } from '../../services/discord/parentChannels.js';
import type { Settings } from '../../services/records/settings.js';
import type { Environment } from '../../lib/environment.js';
import { policyRefusal } from './refusals.js';

interface GuildRulesParts extends Pick<Environment, 'clock' | 'log'> {
	readonly settings: Pick<Settings, 'of'>;
	readonly parentChannels: Pick<ParentChannels, 'of'>;
	/** Also where only the member has installed the app, and in private channels. */
	readonly userInstall: boolean;
}

/** What a place says to a request before it is looked at. */
type Welcome =
	{ readonly type: 'open'; readonly settings: GuildSettings } | { readonly type: 'closed'; readonly refusal: Refusal };

/** How long settings may take, counted from the interaction's arrival; the record needs the rest of admission's 1.5 s. */
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

	/** Whether requests are taken where this one comes from, and what the guild says of them there. */
	async welcome(facts: InteractionFacts): Promise<Welcome> {
		if (!this.#parts.userInstall && isForeign(facts)) return { type: 'closed', refusal: { type: 'context' } };
		const settings = await this.of(facts);
		if (settings === undefined) return { type: 'closed', refusal: { type: 'store' } };
		const ageRestricted = await this.isAgeRestricted(settings, facts);
		const unwelcome = placeRefusal(settings, { ...facts, ageRestricted });
		return unwelcome === undefined
			? { type: 'open', settings }
			: { type: 'closed', refusal: policyRefusal(unwelcome, '') };
	}

	/**
	 * Whether every answer here is private: in the channels that the guild has named, in their threads, and in the channels
	 * of categories that it has named, with their threads. A thread whose category nobody can tell in time may be in one.
	 */
	async isPrivate(settings: GuildSettings, facts: InteractionFacts): Promise<boolean> {
		if (isPrivatePlace(settings, facts)) return true;
		if (settings.privateChannels.length === 0 || !isInChannel(facts)) return false;
		const channel = await this.#channelOf(facts);
		if (channel === undefined) return true;
		return channel.category !== null && settings.privateChannels.includes(channel.category);
	}

	/** Whether this is a place for adults, if the guild cares: a thread is when its channel is, and not when nobody can tell. */
	async isAgeRestricted(settings: GuildSettings, facts: InteractionFacts): Promise<boolean> {
		if (facts.ageRestricted || !settings.ageRestrictedOnly || !isInChannel(facts)) return facts.ageRestricted;
		return (await this.#channelOf(facts))?.ageRestricted === true;
	}

	/** The channel of a thread, if it is told in time. */
	async #channelOf({ parentId, receivedAt }: InThread): Promise<ParentChannel | undefined> {
		const { clock, parentChannels, log } = this.#parts;
		try {
			return await within(clock, receivedAt + patienceMs - clock.now(), parentChannels.of(parentId));
		} catch (error) {
			log.warn({ err: error }, 'the channel of a thread was not told in time');
			return undefined;
		}
	}
}

type InThread = InteractionFacts & { readonly parentId: string };

const isInChannel = (facts: InteractionFacts): facts is InThread =>
	facts.isThread === true && typeof facts.parentId === 'string';

/** The bot itself is not there: only the interaction's own token can write, and only for 15 minutes. */
export const isForeign = ({ context, guildInstalled }: InteractionFacts): boolean =>
	context === 'private' || (context === 'guild' && !guildInstalled);
