import type { EventEmitter } from 'node:events';
import type { APIMessage } from 'discord-api-types/v10';
import type { Interaction } from './interaction.js';

/** A message as somebody sees it; `viewerId` is set on ephemeral ones: nobody else sees those. */
interface MessageEvent {
	readonly message: APIMessage;
	readonly channelId: string;
	readonly viewerId?: string;
}

/** Somebody was pinged. */
export interface Notification {
	readonly userId: string;
	readonly channelId: string;
	readonly messageId: string;
	readonly reason: 'mention' | 'reply' | 'role' | 'everyone' | 'dm';
	/** Sent with SUPPRESS_NOTIFICATIONS: a red dot, no sound. */
	readonly silent: boolean;
}

/** What happens in the simulator, as it happens. */
export interface SimulatorEvents {
	message: [MessageEvent];
	messageUpdate: [MessageEvent];
	messageDelete: [{ readonly channelId: string; readonly messageId: string }];
	/** A member acted; whether a bot was there to hear it is `interaction.delivered`. */
	interaction: [Interaction];
	/** The bot's first response was accepted. */
	acknowledged: [Interaction];
	modal: [Interaction];
	autocomplete: [Interaction];
	notification: [Notification];
	/** `PUT …/commands` was accepted. */
	commands: [{ readonly guildId?: string }];
	gateway: [{ readonly state: 'ready' | 'resumed' | 'closed'; readonly sessionId: string; readonly code?: number }];
	typing: [{ readonly channelId: string }];
}

export type Emitter = EventEmitter<SimulatorEvents>;
