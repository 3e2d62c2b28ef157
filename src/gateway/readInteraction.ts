import { everybodysLimit } from '../discord/uploadLimits.js';
import { ApplicationIntegrationType, InteractionContextType, type Interaction, ChannelType } from 'discord.js';
import type { InteractionFacts } from '../discord/interactionFacts.js';
import type { InteractionContext } from '../discord/destination.js';
import { z } from 'zod';

/** What Discord says of an interaction and discord.js does not hand on without its caches. */
interface InteractionExtras {
	readonly roleIds: readonly string[];
	readonly ageRestricted: boolean;
	readonly parentId: string | null;
	readonly isThread: boolean;
	/** Where it happened, for one that comes without its channel. */
	readonly channelId: string | null;
}

const threads: readonly number[] = [
	ChannelType.AnnouncementThread,
	ChannelType.PublicThread,
	ChannelType.PrivateThread,
];

const Packet = z.object({
	t: z.literal('INTERACTION_CREATE'),
	d: z.object({
		id: z.string(),
		channel_id: z.string().nullish(),
		member: z.object({ roles: z.array(z.string()).nullish() }).nullish(),
		channel: z
			.object({ type: z.number().nullish(), nsfw: z.boolean().nullish(), parent_id: z.string().nullish() })
			.nullish(),
	}),
});

const none: InteractionExtras = { roleIds: [], ageRestricted: false, parentId: null, isThread: false, channelId: null };

/** Interactions that are never taken (of kinds that nobody handles) are forgotten beyond this many. */
const mostKept = 1000;

/**
 * Remembers these things from the gateway's packets until the interaction itself is handled. The Guilds intent would
 * bring them into discord.js's caches, and with it the start that waits for every guild.
 */
export class ExtrasByInteraction {
	readonly #extras = new Map<string, InteractionExtras>();

	hear(packet: unknown): void {
		const parsed = Packet.safeParse(packet);
		if (!parsed.success) return;

		const { id, member, channel, channel_id: channelId = null } = parsed.data.d;
		this.#extras.set(id, {
			roleIds: member?.roles ?? [],
			ageRestricted: channel?.nsfw ?? false,
			parentId: channel?.parent_id ?? null,
			isThread: threads.includes(channel?.type ?? -1),
			channelId,
		});
		const [oldest] = this.#extras.keys();
		if (this.#extras.size > mostKept && oldest !== undefined) this.#extras.delete(oldest);
	}

	take(id: string): InteractionExtras {
		const extras = this.#extras.get(id) ?? none;
		this.#extras.delete(id);
		return extras;
	}
}

/** Reads off a live interaction what will be needed once it is gone. */
export function interactionFacts(
	interaction: Interaction,
	extras: InteractionExtras,
	receivedAt: number,
): InteractionFacts {
	const owners = interaction.authorizingIntegrationOwners;
	const { guildId } = interaction;
	// Discord sends it, and does not promise to.
	const locale = interaction.locale as string | undefined;
	// An old payload may lack it, whatever the library's types say.
	const limit = interaction.attachmentSizeLimit as number | undefined;

	return {
		interactionId: interaction.id,
		applicationId: interaction.applicationId,
		// Not enumerable on the interaction: a copy of the object would lose it.
		token: interaction.token,
		createdAt: interaction.createdTimestamp,
		receivedAt,
		userId: interaction.user.id,
		locale: locale ?? interaction.guildLocale ?? 'en-US',
		guildLocale: interaction.guildLocale ?? undefined,
		channelId: interaction.channelId ?? extras.channelId ?? '',
		parentId: extras.parentId,
		isThread: extras.isThread,
		guildId,
		context: contextOf(interaction),
		guildInstalled: guildId !== null && owners[ApplicationIntegrationType.GuildInstall] !== undefined,
		userInstalled: owners[ApplicationIntegrationType.UserInstall] !== undefined,
		permissions: interaction.appPermissions.bitfield.toString(),
		attachmentLimit: limit !== undefined && limit > 0 ? limit : everybodysLimit,
		roleIds: extras.roleIds,
		memberPermissions: (interaction.memberPermissions?.bitfield ?? 0n).toString(),
		ageRestricted: extras.ageRestricted,
	};
}

/** Discord may leave the context out; a guild's id, or `0` as the installing guild of the bot's own DM, tells it too. */
function contextOf(interaction: Interaction): InteractionContext {
	switch (interaction.context) {
		case InteractionContextType.Guild:
			return 'guild';
		case InteractionContextType.BotDM:
			return 'bot-dm';
		case InteractionContextType.PrivateChannel:
			return 'private';
		case null: {
			if (interaction.guildId !== null) return 'guild';
			const installedBy = interaction.authorizingIntegrationOwners[ApplicationIntegrationType.GuildInstall];
			return installedBy === '0' ? 'bot-dm' : 'private';
		}
	}
}

const UnreadPacket = z.object({
	t: z.literal('INTERACTION_CREATE'),
	d: z.object({
		id: z.string(),
		token: z.string(),
		/** 4 is typing in an option, which takes no message for an answer. */
		type: z.union([z.literal(2), z.literal(3), z.literal(5)]),
		locale: z.string().nullish(),
	}),
});

/** What is needed to answer an interaction whose packet discord.js cannot read; undefined for anything else. */
type UnreadInteraction = Pick<InteractionFacts, 'interactionId' | 'token' | 'locale'>;

export function unreadInteraction(packet: unknown): UnreadInteraction | undefined {
	const parsed = UnreadPacket.safeParse(packet);
	if (!parsed.success) return undefined;
	const { id, token, locale } = parsed.data.d;
	return { interactionId: id, token, locale: locale ?? 'en-US' };
}
