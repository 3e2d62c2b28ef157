import {
	MessageFlags,
	type AutocompleteInteraction,
	type Interaction,
	type MessageComponentInteraction,
	type ModalSubmitInteraction,
} from 'discord.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';
import { RecordError } from '../../jobs/record/recordError.js';
import type { ServingMember } from '../../services/media/servedMember.js';
import type { Clock } from '../../lib/time.js';
import { parseCustomId, type Action } from '../../messages/parts/customId.js';
import { asEdit, asEphemeral, type MessageBody } from '../../discord/messageBody.js';
import { refusal, refusals, type Refusal } from '../../messages/refusals/refusal.js';
import type { Act, RateLimiter } from '../../services/admission/rateLimiter.js';
import type { Access } from '../../services/operator/access.js';
import type { DiscordApi } from '../../services/discord/discordApi.js';
import type { CommandSet, Press, SentForm } from './command.js';
import { mayPress } from './mayPress.js';
import { refuseAsked, refuseWith } from './refuseAsked.js';
import { replyPrivately, suggest, type Responding } from './respond.js';
import { promptOf } from './typedPrompt.js';

interface DispatcherParts extends Responding {
	readonly commands: CommandSet;
	/** What buttons and selects do; an action without an entry is one we do not know any more. */
	readonly presses: Presses;
	/** What some of them do for those whom they do not belong to. */
	readonly othersPresses: Presses;
	readonly submissions: SentForms;
	readonly rateLimiter: RateLimiter;
	readonly discord: Pick<DiscordApi, 'respond' | 'original' | 'editOriginal' | 'followUp'>;
	readonly clock: Clock;
	readonly serving: ServingMember;
	/** `ALLOWED_GUILDS`; undefined: every guild, and outside of guilds. */
	readonly allowedGuilds?: readonly string[] | undefined;
	readonly access?: Pick<Access, 'refusal'> | undefined;
}

export type Presses = Readonly<Partial<Record<Action, (press: Press) => Promise<void>>>>;
export type SentForms = Readonly<Partial<Record<Action, (submission: SentForm) => Promise<void>>>>;

/** Finds who an interaction is for: a command by name, a button or a modal by its custom id. */
export class Dispatcher {
	readonly #parts: DispatcherParts;

	constructor(parts: DispatcherParts) {
		this.#parts = parts;
	}

	dispatch(interaction: Interaction, facts: InteractionFacts): Promise<void> {
		return this.#parts.serving(interaction.user.id, () => this.#dispatch(interaction, facts));
	}

	async #dispatch(interaction: Interaction, facts: InteractionFacts): Promise<void> {
		if (interaction.isAutocomplete()) return this.#complete(interaction, facts);
		if (!(await this.#damped(interaction.isCommand() ? 'command' : 'press', { interaction, facts }))) return;
		// Before anything is read, fetched or kept: what happens where the bot may not be used leaves nothing behind.
		const barred = this.#barred(interaction, facts);
		if (barred !== undefined) return refuseAsked({ interaction, facts }, barred, this.#parts);
		if (interaction.isMessageComponent()) return this.#press(interaction, facts);
		if (interaction.isModalSubmit()) return this.#submit(interaction, facts);

		const { commands } = this.#parts;
		if (interaction.isChatInputCommand()) {
			const command = commands.slash.find(({ definition }) => definition.name === interaction.commandName);
			if (command !== undefined) return command.execute(interaction, facts);
		}
		if (interaction.isMessageContextMenuCommand()) {
			const command = commands.message.find(({ definition }) => definition.name === interaction.commandName);
			if (command !== undefined) return command.execute(interaction, facts);
		}
		// A command of an older version, in a client that has not reloaded yet.
		return refuseAsked({ interaction, facts }, { type: 'command' }, this.#parts);
	}

	/** For an interaction whose handler threw. Discord itself tells whether something was sent before. */
	async apologise(interaction: Interaction, facts: InteractionFacts, cause: unknown): Promise<void> {
		if (interaction.isAutocomplete()) return;
		// To try again helps against much, but not against a record that cannot be read.
		const isDamaged = cause instanceof RecordError;
		const reason = { type: isDamaged ? 'damaged' : 'broken' } as const;
		const body = refusals([reason], facts.locale, promptOf(interaction));
		const problem = await replyPrivately(facts, body, this.#parts);
		// Something was sent before: a card that only loads would load for ever, so the apology takes its place.
		if (problem?.kind === 'answered') await this.#apologiseLater(facts, body);
	}

	/** For an interaction of which no more is known than where its answer goes: a kind of message that nobody here can read. */
	async apologiseUnread(to: Pick<InteractionFacts, 'interactionId' | 'token' | 'locale'>): Promise<void> {
		await replyPrivately(to, refusal({ type: 'unread' }, to.locale), this.#parts);
	}

	async #apologiseLater(to: InteractionFacts, body: MessageBody): Promise<void> {
		const { discord } = this.#parts;
		const original = await discord.original(to);
		const loads = ((original.flags ?? 0) & MessageFlags.Loading) !== 0;
		if (!loads) {
			await discord.followUp(to, asEphemeral(body));
			return;
		}
		await discord.editOriginal(to, asEdit(body));
	}

	async #complete(interaction: AutocompleteInteraction, facts: InteractionFacts): Promise<void> {
		const { commands } = this.#parts;
		const command = commands.slash.find(({ definition }) => definition.name === interaction.commandName);
		const choices = this.#barred(interaction, facts) ? undefined : await command?.choices?.(interaction, facts);
		await suggest(facts, choices ?? [], this.#parts);
	}

	async #press(interaction: MessageComponentInteraction, facts: InteractionFacts): Promise<void> {
		const id = parseCustomId(interaction.customId);
		const handle = id && this.#parts.presses[id.action];
		if (id === undefined || handle === undefined) return refuseWith({ interaction, facts }, 'unknown', this.#parts);
		const others = facts.userId === id.ownerId ? undefined : this.#parts.othersPresses[id.action];
		if (others !== undefined) return others({ interaction, facts, id });
		if (!mayPress(facts, id.ownerId)) return refuseWith({ interaction, facts }, 'notYours', this.#parts);
		return handle({ interaction, facts, id });
	}

	async #submit(interaction: ModalSubmitInteraction, facts: InteractionFacts): Promise<void> {
		const id = parseCustomId(interaction.customId);
		const handle = id && this.#parts.submissions[id.action];
		if (id === undefined || handle === undefined) return refuseWith({ interaction, facts }, 'unknown', this.#parts);
		if (!mayPress(facts, id.ownerId)) return refuseWith({ interaction, facts }, 'notYours', this.#parts);
		return handle({ interaction, facts, id });
	}

	/** Why the bot may not be used by this member, or here; what is their own they may see and delete all the same. */
	#barred(interaction: Interaction, { userId, guildId }: InteractionFacts): Refusal | undefined {
		const { allowedGuilds, access } = this.#parts;
		const isHere = allowedGuilds === undefined || (guildId !== null && allowedGuilds.includes(guildId));
		const why = access?.refusal(userId, guildId);
		if ((isHere && why === undefined) || this.#isOfOwn(interaction, userId)) return undefined;
		return isHere && why !== undefined ? { type: 'settings', why } : notHere;
	}

	/** Whether it only shows, hands out or deletes what is the member's own; whoever moderates there has no say either. */
	#isOfOwn(interaction: Interaction, userId: string): boolean {
		const { commands } = this.#parts;
		if (interaction.isMessageComponent() || interaction.isModalSubmit()) {
			const id = parseCustomId(interaction.customId);
			return id !== undefined && id.ownerId === userId && ownActions.has(id.action);
		}
		if (!interaction.isChatInputCommand()) return false;
		return commands.slash.some(({ anywhere, definition }) => anywhere && definition.name === interaction.commandName);
	}

	/** Whether the member may go on; else they have been told when. */
	async #damped(act: Act, asked: { interaction: Interaction; facts: InteractionFacts }): Promise<boolean> {
		const { rateLimiter, clock } = this.#parts;
		const waitMs = await rateLimiter.take(act, asked.facts.userId);
		if (waitMs === undefined) return true;
		await refuseAsked(asked, { type: 'too-fast', againAt: clock.now() + waitMs }, this.#parts);
		return false;
	}
}

const notHere = { type: 'limit', limit: 'guild', allowed: 0, remaining: 0, comesBackAt: null } as const;

/** Buttons that make nothing: outcomes are told by direct message too, which is in no guild. */
const ownActions: ReadonlySet<Action> = new Set([
	'cancel',
	'download',
	'details',
	'delete',
	'fetch',
	'decline',
	'history',
	'filter',
	'forget',
] satisfies Action[]);
