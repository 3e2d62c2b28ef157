import { minutes } from '../lib/time.js';
import type { Destination, InteractionContext } from './destination.js';

/** Discord lets an interaction's token live this long; whatever reaches us more than seconds late cannot be answered at all. */
const tokenLifeMs = minutes(15);

/**
 * What is known of an interaction, as plain values: the live object is not kept. Whoever holds the token can write the
 * reply, so these facts are never logged whole.
 */
export interface InteractionFacts {
	readonly interactionId: string;
	readonly applicationId: string;
	readonly token: string;
	/** When Discord made it, from its id, ms. */
	readonly createdAt: number;
	/** When it reached us, by our clock, ms: admission's time is counted from here. */
	readonly receivedAt: number;
	readonly userId: string;
	/** The member's own language, as Discord names it (`ko`, `en-US`). */
	readonly locale: string;
	/** The language that the server has chosen for itself, if Discord tells. */
	readonly guildLocale?: string | undefined;
	readonly channelId: string;
	/** The channel of a thread, or the category of a channel, if Discord names it. */
	readonly parentId?: string | null;
	/** The channel is a thread, so that `parentId` is no category. */
	readonly isThread?: boolean;
	readonly guildId: string | null;
	readonly context: InteractionContext;
	/** The app is installed in the guild (which does not prove that the bot user is a member). */
	readonly guildInstalled: boolean;
	readonly userInstalled: boolean;
	/** `app_permissions`: what the app may do in this channel, a bit set as decimal text. */
	readonly permissions: string;
	/** Largest file in bytes while the token lives. */
	readonly attachmentLimit: number;
	/** The member's roles in the guild; empty outside one. */
	readonly roleIds: readonly string[];
	/** What the member may do in this channel, a bit set as decimal text; `0` outside a guild. */
	readonly memberPermissions: string;
	/** The channel is age-restricted; unknown counts as not. */
	readonly ageRestricted: boolean;
}

/** Where the answer to this interaction can go, before Discord has acknowledged anything. */
export function destinationOf(facts: InteractionFacts, ephemeral: boolean): Destination {
	return {
		applicationId: facts.applicationId,
		interactionId: facts.interactionId,
		token: facts.token,
		// By our own clock, which is what it is compared with: Discord's may be a quarter of an hour away.
		tokenExpiresAt: facts.receivedAt + tokenLifeMs,
		channelId: facts.channelId,
		guildId: facts.guildId,
		context: facts.context,
		guildInstalled: facts.guildInstalled,
		userInstalled: facts.userInstalled,
		permissions: facts.permissions,
		ephemeral,
		messageId: null,
		attachmentLimit: facts.attachmentLimit,
	};
}
