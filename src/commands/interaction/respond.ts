import { mostChoices } from '../../discord/messageLimits.js';
import {
	InteractionResponseType,
	MessageFlags,
	type APIApplicationCommandOptionChoice,
	type RESTPostAPIInteractionCallbackJSONBody,
} from 'discord.js';
import type { Logger } from 'pino';
import { DiscordProblem } from '../../discord/discordProblem.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';
import { asEdit, asEphemeral, type MessageBody } from '../../discord/messageBody.js';
import {
	blockedAnswer,
	refusal,
	refusals,
	type ButtonObstacle,
	type Refusal,
} from '../../messages/refusals/refusal.js';
import { refusalReason } from '../../messages/refusals/refusalReason.js';
import type { Modal } from '../../messages/forms/modals.js';
import type { DiscordApi } from '../../services/discord/discordApi.js';

/**
 * The first answer to an interaction, in all its forms. It is sent once. When Discord does not take it (a DiscordProblem),
 * that is logged and no more: the member sees that the bot did not answer and can ask again. Only an answer that is wrong
 * in itself is thrown: nothing has been said then, and the dispatcher can still apologise.
 */
export interface Responding {
	readonly discord: Pick<DiscordApi, 'respond'>;
	readonly log: Logger;
	/** Hears how members are answered, for the metrics. */
	readonly watch?: AnswerWatch | undefined;
}

export interface AnswerWatch {
	/** Discord took a first answer to an interaction that reached us then, ms. */
	readonly answered: (receivedAt: number) => void;
	readonly refused: (reason: string) => void;
}

/** Where the first answer goes. */
type Answering = Pick<InteractionFacts, 'interactionId' | 'token'> &
	Partial<Pick<InteractionFacts, 'receivedAt' | 'locale'>>;

/** Why Discord did not take the answer; undefined when it did. */
type Untaken = DiscordProblem | undefined;

/** A message, as public as its flags say. */
export const reply = (facts: Answering, data: MessageBody, parts: Responding): Promise<Untaken> =>
	respond(facts, { type: InteractionResponseType.ChannelMessageWithSource, data }, parts);

/** A message for the member's eyes alone. */
export const replyPrivately = (facts: Answering, body: MessageBody, parts: Responding): Promise<Untaken> =>
	reply(facts, asEphemeral(body), parts);

/** A private message that says why something was not done. */
export async function refuse(facts: InteractionFacts, of: Refusal, parts: Responding): Promise<void> {
	noteRefusals(facts, [of], parts);
	await replyPrivately(facts, refusal(of, facts.locale), parts);
}

/** The same for several reasons at once, with the words that the member typed, for the next try. */
export async function refuseRequest(
	facts: InteractionFacts,
	{ reasons, prompt }: { readonly reasons: readonly Refusal[]; readonly prompt: string },
	parts: Responding,
): Promise<void> {
	noteRefusals(facts, reasons, parts);
	await replyPrivately(facts, refusals(reasons, facts.locale, prompt), parts);
}

/** One line for each member who was refused: without it nobody could say later why. */
export function noteRefusals(
	{ interactionId, userId, guildId, channelId }: InteractionFacts,
	all: readonly Refusal[],
	{ log, watch }: Responding,
): void {
	const reasons = [...new Set(all.map(refusalReason))];
	log.info({ reasons, memberId: userId, guildId, channelId, interactionId }, 'refused');
	for (const reason of reasons) watch?.refused(reason);
}

/** The same of a button, a select or a form. */
export const refusePress = (facts: InteractionFacts, why: ButtonObstacle, parts: Responding): Promise<void> =>
	refuse(facts, { type: 'button', why }, parts);

/** The same of a form, with the prompt that was typed into it: Discord forgets what is sent. */
export const refuseForm = (
	facts: InteractionFacts,
	{ why, prompt }: { readonly why: ButtonObstacle; readonly prompt: string },
	parts: Responding,
): Promise<void> => refuseRequest(facts, { reasons: [{ type: 'button', why }], prompt }, parts);

/** The message whose button was pressed, as it is from now on. */
export const update = (facts: InteractionFacts, body: MessageBody, parts: Responding): Promise<Untaken> =>
	respond(facts, { type: InteractionResponseType.UpdateMessage, data: asEdit(body) }, parts);

/** Nothing to see: what the press sets going shows by itself. */
export const acknowledgePress = (facts: InteractionFacts, parts: Responding): Promise<Untaken> =>
	respond(facts, { type: InteractionResponseType.DeferredMessageUpdate }, parts);

/**
 * A message that loads until it is edited; for the member alone unless `openly`.
 * @returns whether it can be edited: one whose confirmation was lost may stand there loading, so it counts as sent
 */
export async function defer(facts: InteractionFacts, parts: Responding, openly = false): Promise<boolean> {
	const data = openly ? {} : { data: { flags: MessageFlags.Ephemeral } as const };
	const type = InteractionResponseType.DeferredChannelMessageWithSource;
	const problem = await respond(facts, { type, ...data }, parts);
	return problem === undefined || problem.kind === 'unanswered';
}

/** A modal; it can only be a first answer. */
export const openModal = (facts: InteractionFacts, data: Modal, parts: Responding): Promise<Untaken> =>
	respond(facts, { type: InteractionResponseType.Modal, data }, parts);

/** What fits the option that is being typed in. */
export const suggest = (
	facts: InteractionFacts,
	choices: readonly APIApplicationCommandOptionChoice[],
	parts: Responding,
): Promise<Untaken> => {
	const type = InteractionResponseType.ApplicationCommandAutocompleteResult;
	return respond(facts, { type, data: { choices: choices.slice(0, mostChoices) } }, parts);
};

async function respond(
	facts: Answering,
	body: RESTPostAPIInteractionCallbackJSONBody,
	parts: Responding,
): Promise<Untaken> {
	const problem = await send(facts, body, parts);
	// Its words came from the member: a prompt, a search. The refusal answered nothing, so there is an answer left.
	if (problem?.kind === 'blocked' && facts.locale !== undefined) {
		const data = blockedAnswer(facts.locale);
		await send(facts, { type: InteractionResponseType.ChannelMessageWithSource, data }, parts);
	}
	return problem;
}

async function send(
	facts: Answering,
	body: RESTPostAPIInteractionCallbackJSONBody,
	{ discord, log, watch }: Responding,
): Promise<Untaken> {
	const { interactionId, token } = facts;
	try {
		await discord.respond({ id: interactionId, token }, body);
		if (facts.receivedAt !== undefined) watch?.answered(facts.receivedAt);
		return undefined;
	} catch (error) {
		if (!(error instanceof DiscordProblem) || error.kind === 'invalid') throw error;
		log.warn({ err: error, kind: error.kind, type: body.type, interactionId }, 'first answer not taken');
		return error;
	}
}
