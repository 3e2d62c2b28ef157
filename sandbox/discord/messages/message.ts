import type { StoredFile } from './cdn.js';
import type { Interaction } from '../world/interaction.js';
import type { Json } from '../protocol/json.js';
import type { Mentions } from './mentions.js';

/** A message as the simulator keeps it. */
export interface Message {
	readonly id: string;
	readonly channelId: string;
	readonly guildId: string | undefined;
	readonly authorId: string;
	/** 0 ordinary, 19 reply, 20 answer to a slash command, 23 answer to a menu command. */
	readonly type: number;
	readonly createdAt: number;
	readonly nonce?: string | number;
	/** The only one who sees it. */
	readonly ephemeralFor?: string;
	/** What it answers, for interaction replies. */
	readonly interaction?: Interaction;
	readonly poll?: Json;
	/** The message that is forwarded. */
	readonly forwards?: string;
	readonly reference?: { readonly messageId: string; readonly channelId: string };
	editedAt: number | undefined;
	contents: Contents;
}

/** What an edit can change. */
export interface Contents {
	readonly content: string;
	readonly embeds: readonly Json[];
	readonly components: readonly Json[];
	readonly attachments: readonly StoredFile[];
	readonly flags: number;
	readonly mentions: Mentions;
}

export const nothing: Contents = {
	content: '',
	embeds: [],
	components: [],
	attachments: [],
	flags: 0,
	mentions: { users: [], roles: [], everyone: false },
};
