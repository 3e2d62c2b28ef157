import { ChannelType } from 'discord.js';
import { z } from 'zod';

/** What Discord says of an interaction and discord.js does not hand on without its caches. */
export interface InteractionExtras {
	readonly roleIds: readonly string[];
	readonly ageRestricted: boolean;
	readonly parentId: string | null;
	readonly isThread: boolean;
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
		member: z.object({ roles: z.array(z.string()).nullish() }).nullish(),
		channel: z
			.object({ type: z.number().nullish(), nsfw: z.boolean().nullish(), parent_id: z.string().nullish() })
			.nullish(),
	}),
});

const none: InteractionExtras = { roleIds: [], ageRestricted: false, parentId: null, isThread: false };

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

		const { id, member, channel } = parsed.data.d;
		this.#extras.set(id, {
			roleIds: member?.roles ?? [],
			ageRestricted: channel?.nsfw ?? false,
			parentId: channel?.parent_id ?? null,
			isThread: threads.includes(channel?.type ?? -1),
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
