import type {
	APIApplicationCommand,
	APIApplicationCommandOptionChoice,
	APIMessage,
	APIModalInteractionResponseCallbackData,
} from 'discord-api-types/v10';

import type { BotState, LogLine } from '../bot/botState.js';

/** What server and page say to one another. Types only: both sides import it, neither runs it. */

/** A person one can be in the sandbox. */
export interface Viewer {
	readonly id: string;
	readonly name: string;
	readonly admin: boolean;
}

/** Where one can type: the place decides the interaction's context and who installed the bot. */
export interface Place {
	readonly id: string;
	readonly kind: 'text' | 'thread' | 'dm' | 'group';
	readonly name: string;
	/** The server it is in, as the rail on the left groups it; null for direct messages. */
	readonly server: string | null;
	/** For whom it is drawn; everyone when left out (each has a DM of their own). */
	readonly viewerId?: string;
	/** What is different here; the page has a line about it in each language. */
	readonly topic: 'home' | 'thread' | 'foreign' | 'dm' | 'group';
}

/** A message as its channel shows it, with what Discord's API does not say aloud. */
export interface ShownMessage {
	readonly channelId: string;
	/** Only this person sees it; null: everyone. */
	readonly onlyFor: string | null;
	/** The command that called for it, by its default name; null for other messages. */
	readonly command: string | null;
	readonly message: APIMessage;
}

export interface ControlSettings {
	/** How long a simulated generation takes, in seconds. */
	readonly seconds: number;
	readonly outcome: Outcome;
	readonly discord429: boolean;
	readonly cometapi429: boolean;
	readonly cometapiOutage: boolean;
	readonly answerLost: boolean;
	readonly dmsClosed: boolean;
	readonly mayPost: boolean;
}

export type Outcome = 'succeeds' | 'fails' | 'fails-silently' | 'moderated' | 'never-finishes';

/** A task at the simulated provider. */
export interface ShownTask {
	readonly id: string;
	readonly model: string;
	readonly status: string;
	readonly progress: string;
	readonly polls: number;
}

/** A record of the bot's store, as it stands in the file, secrets masked. */
export interface StoreRow {
	readonly table: string;
	readonly key: string;
	readonly value: unknown;
}

/** A job as the side panel shows it: what the store holds and what the log says of it. */
export interface ShownJob {
	readonly id: string;
	readonly rows: readonly StoreRow[];
	readonly log: readonly LogLine[];
}

export interface JobSummary {
	readonly id: string;
	readonly phase: string;
	readonly title: string;
}

export type ServerEvent =
	| { readonly type: 'hello'; readonly world: World }
	| { readonly type: 'message'; readonly shown: ShownMessage }
	| { readonly type: 'message-gone'; readonly channelId: string; readonly messageId: string }
	| { readonly type: 'commands'; readonly commands: readonly APIApplicationCommand[] }
	| { readonly type: 'bot'; readonly state: BotState }
	| { readonly type: 'log'; readonly line: LogLine }
	| { readonly type: 'controls'; readonly controls: ControlSettings }
	| { readonly type: 'provider'; readonly tasks: readonly ShownTask[]; readonly creates: number }
	| { readonly type: 'jobs'; readonly jobs: readonly JobSummary[] }
	| { readonly type: 'answer'; readonly to: number; readonly result: unknown }
	| { readonly type: 'refusal'; readonly to: number; readonly reason: string };

/** Everything a page needs to draw itself for the first time. */
export interface World {
	readonly botUser: { readonly id: string; readonly name: string };
	readonly viewers: readonly Viewer[];
	readonly places: readonly Place[];
	readonly messages: readonly ShownMessage[];
	readonly commands: readonly APIApplicationCommand[];
	readonly bot: BotState;
	readonly log: readonly LogLine[];
	readonly controls: ControlSettings;
	readonly tasks: readonly ShownTask[];
	readonly creates: number;
	readonly jobs: readonly JobSummary[];
}

/** Who does something, where, reading which language. */
export interface Actor {
	readonly viewerId: string;
	readonly placeId: string;
	readonly locale: string;
}

/** A value as the composer has it. */
export interface GivenOption {
	readonly name: string;
	readonly value: string | number | boolean;
	readonly focused?: boolean;
	/** The value is an upload's id. */
	readonly upload?: boolean;
}

/** What a modal's fields hold, by custom id; files are upload ids. */
export type FieldValue = string | boolean | readonly string[] | null;

/** A slash command with what stands in its options; `name` holds the subcommand too: `video-admin usage`. */
interface Invocation {
	readonly actor: Actor;
	readonly name: string;
	readonly options: readonly GivenOption[];
}

export interface Requests {
	command: Invocation;
	autocomplete: Invocation;
	menu: { actor: Actor; name: string; messageId: string };
	component: { actor: Actor; messageId: string; customId: string; values: readonly string[] | null };
	modal: { actor: Actor; modalId: string; fields: Readonly<Record<string, FieldValue>> };
	say: { actor: Actor; content: string; uploads: readonly string[] };
	dismiss: { actor: Actor; messageId: string };
	controls: Partial<ControlSettings>;
	act: { what: 'kill' | 'stop' | 'start' | 'expire-tokens' };
	job: { id: string };
}

export interface Answers {
	command: Acted;
	autocomplete: readonly APIApplicationCommandOptionChoice[];
	menu: Acted;
	component: Acted;
	modal: Acted;
	say: null;
	dismiss: null;
	controls: null;
	act: null;
	job: ShownJob;
}

/** What came of an interaction: the bot answered (perhaps with a modal), or it did not in time (`reason` null). */
export type Acted =
	| { readonly outcome: 'answered' }
	| { readonly outcome: 'modal'; readonly modalId: string; readonly modal: APIModalInteractionResponseCallbackData }
	| { readonly outcome: 'failed'; readonly reason: string | null };

/** One request of the page; the answer carries its number. */
export type PageRequest = {
	[K in keyof Requests]: { readonly id: number; readonly type: K; readonly body: Requests[K] };
}[keyof Requests];
