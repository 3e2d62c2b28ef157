import { z } from 'zod';
import { keptObject } from '../lib/schema/keptObject.js';
import { seconds } from '../lib/time.js';

/** Where an interaction happened: a server's channel, the bot's own direct messages, or a private channel. */
export const InteractionContext = z.enum(['guild', 'bot-dm', 'private']);
export type InteractionContext = z.infer<typeof InteractionContext>;

/** All that is needed to answer without the interaction object, which dies at admission. */
export const Destination = keptObject({
	applicationId: z.string(),
	interactionId: z.string(),
	/** The bearer of the reply, for 15 minutes; leaves the record when it expires or is refused. Never logged. */
	token: z.string().nullish(),
	/** When the token ends, by our clock, in ms; it is not used during the last minute. */
	tokenExpiresAt: z.number(),
	channelId: z.string(),
	guildId: z.string().nullish(),
	context: InteractionContext,
	/** The app is installed in the guild (which does not prove that the bot user is a member). */
	guildInstalled: z.boolean(),
	userInstalled: z.boolean(),
	/** `app_permissions` of the interaction: a bit set as decimal text. */
	permissions: z.string(),
	/** Fixed by the acknowledgement, and perhaps by Discord against our wish; only the token can edit such a reply. */
	ephemeral: z.boolean(),
	/** The progress message, once Discord has told us. */
	messageId: z.string().nullish(),
	/** The progress message holds the small picture of what the job begins with; it goes when the outcome is told elsewhere. */
	thumbnail: z.boolean().nullish(),
	/** Largest file in bytes while the interaction's token is used. */
	attachmentLimit: z.number().int().positive(),
});
export type Destination = z.infer<typeof Destination>;

/** What addresses an interaction's reply while its token lives. */
export interface Reply {
	readonly applicationId: string;
	readonly token: string;
}

/** The token lives 15 minutes; a minute is left for an interaction that was late and for an upload. */
const marginMs = seconds(60);

/** From this moment the token is not used any more, ms. */
export const replyEndsAt = ({ tokenExpiresAt }: Destination): number => tokenExpiresAt - marginMs;

/** The reply of this destination, if its token may still be used at `now`. */
export const replyOf = (destination: Destination, now: number): Reply | undefined =>
	now < replyEndsAt(destination) ? lastReplyOf(destination, now) : undefined;

/** The same for a few words that nothing else can say: until the token really ends. */
export function lastReplyOf(destination: Destination, now: number): Reply | undefined {
	const { applicationId, token } = destination;
	if (token === null || token === undefined || now >= destination.tokenExpiresAt) return undefined;
	return { applicationId, token };
}

/** What a thread inherits from its channel and does not tell itself. */
export interface ParentChannel {
	/** The category that the channel is in. */
	readonly category: string | null;
	readonly ageRestricted: boolean;
}
