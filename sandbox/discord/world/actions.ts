import type { APIMessage } from 'discord-api-types/v10';
import type { Ref } from '../protocol/ref.js';

/** A file as a member picks it. */
export interface Upload {
	readonly name: string;
	readonly bytes: Uint8Array;
	/** Left out: by the name's extension, as Discord does. */
	readonly contentType?: string;
	/** Left out: read from PNG, JPEG and GIF heads. */
	readonly width?: number;
	readonly height?: number;
}

/** Users, channels and roles are given by id, attachments in `attachments`. */
export type OptionValue = string | number | boolean;

/** Which installations allowed the interaction: `'0'` a guild's id (`'0'` in a DM), `'1'` a user's id. */
export interface Owners {
	readonly '0'?: string;
	readonly '1'?: string;
}

/** Where an act happens and by whom; what is left out follows from the channel and the user. */
export interface MemberAction {
	readonly user: Ref;
	readonly locale?: string;
	readonly owners?: Owners;
	/** 0 guild, 1 the bot's DM, 2 another private channel. */
	readonly context?: 0 | 1 | 2;
	/** Members of the interaction's payload that Discord calls optional and leaves out this time, as `channel`. */
	readonly without?: readonly string[];
}

export interface Invocation extends MemberAction {
	/** The first channel of the world when left out. */
	readonly channel?: Ref;
	/** `video`, or with subcommands `video-admin usage`. */
	readonly command: string;
	readonly options?: Readonly<Record<string, OptionValue>>;
	/** By option name. */
	readonly attachments?: Readonly<Record<string, Upload>>;
}

export interface Typing extends Invocation {
	/** The option that the member is typing in; `options` holds what stands there so far. */
	readonly focused: string;
}

export interface Press extends MemberAction {
	readonly message: string | APIMessage;
	readonly customId: string;
}

export interface Selection extends Press {
	readonly values: readonly string[];
}

/** By `custom_id`: text, chosen values, a checkbox's state, or files. */
export type ModalValues = Readonly<Record<string, string | boolean | readonly string[] | readonly Upload[]>>;

export interface MessageCommand extends MemberAction {
	readonly command: string;
	readonly message: string | APIMessage;
}

export interface MemberPost {
	readonly user: Ref;
	readonly channel?: Ref;
	readonly content?: string;
	readonly attachments?: readonly Upload[];
	readonly embeds?: readonly object[];
	/** As another bot's message has them; files are named `attachment://name`. */
	readonly components?: readonly object[];
	/** A message that is forwarded with it. */
	readonly forwards?: Ref;
	/** A question with answers to choose from. */
	readonly poll?: { readonly question: string; readonly answers: readonly string[] };
}

/** What a member tried cannot be done in Discord's client: no such command, a required option missing, a disabled button. */
export class NotPossible extends Error {
	override readonly name = 'NotPossible';
}
