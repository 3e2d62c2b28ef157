import {
	InteractionResponseType,
	Routes,
	type APIApplicationCommand,
	type APIMessage,
	type RequestData,
	type RESTPostAPIInteractionCallbackJSONBody,
	type RouteLike,
} from 'discord.js';
import type { ParentChannel, Reply } from '../../discord/destination.js';
import type { MessageBody } from '../../discord/messageBody.js';
import { FileForm } from '../../discord/fileForm.js';
import { deadline, seconds, systemClock } from '../../lib/time.js';
import { DiscordRequests, type DiscordRequestsParts } from './discordRequests.js';

/** A file that goes with a message; a Blob over a file on disk, so that an upload streams. */
export interface Upload {
	readonly name: string;
	readonly blob: Blob;
	/** Longest wait for the answer, where that is shorter than any upload may take. */
	readonly timeoutMs?: number;
}

/** What Discord says of an interaction that it has accepted our response to. */
export interface Acknowledged {
	readonly messageId: string | null;
	readonly ephemeral: boolean;
}

/** Discord waits 3 s for the first response; an answer later than this is of no use. */
const acknowledgeTimeoutMs = 2_700;

/** Longest wait for a guild's boost tier. */
const tierTimeoutMs = seconds(5);

/**
 * Discord's REST API as this program uses it: from plain values, never from a live interaction or channel object. Nothing
 * is repeated here but what `DiscordRequests` repeats. Every method throws DiscordProblem.
 */
export class DiscordApi {
	readonly #requests: DiscordRequests;

	constructor(parts: DiscordRequestsParts) {
		this.#requests = new DiscordRequests(parts);
	}

	/** The first response to an interaction: sent once, and again only after a rate limit, which certainly did nothing. */
	async respond(
		interaction: { readonly id: string; readonly token: string },
		body: RESTPostAPIInteractionCallbackJSONBody,
	): Promise<Acknowledged> {
		const isChoices = body.type === InteractionResponseType.ApplicationCommandAutocompleteResult;
		const kind = isChoices ? 'choices' : 'answer';
		const answer = await this.#requests.urgent(
			kind,
			'POST',
			Routes.interactionCallback(interaction.id, interaction.token),
			{
				body,
				auth: false,
				query: new URLSearchParams({ with_response: 'true' }),
				signal: deadline(systemClock, acknowledgeTimeoutMs).signal,
			},
		);
		const facts = (answer as { interaction?: CallbackFacts } | null)?.interaction;
		return { messageId: facts?.response_message_id ?? null, ephemeral: facts?.response_message_ephemeral ?? false };
	}

	/** A reply that Discord does not know may be known in a moment (10015): that is the caller's to judge. */
	async original(to: Reply): Promise<APIMessage> {
		return (await this.#requests.once('GET', originalRoute(to), { auth: false })) as APIMessage;
	}

	/** @param signal ends it early */
	async editOriginal(
		to: Reply,
		body: MessageBody,
		upload?: Upload | readonly Upload[],
		signal?: AbortSignal,
	): Promise<APIMessage> {
		return this.#message('PATCH', originalRoute(to), { ...payload(body, upload, signal), auth: false });
	}

	async deleteOriginal(to: Reply): Promise<void> {
		await this.#requests.make('DELETE', originalRoute(to), { auth: false });
	}

	async followUp(to: Reply, body: MessageBody): Promise<APIMessage> {
		const query = new URLSearchParams({ wait: 'true' });
		return this.#message('POST', Routes.webhook(to.applicationId, to.token), { body, auth: false, query });
	}

	async createMessage(channelId: string, body: MessageBody, upload?: Upload | readonly Upload[]): Promise<APIMessage> {
		return this.#message('POST', Routes.channelMessages(channelId), payload(body, upload));
	}

	async editMessage(
		channelId: string,
		messageId: string,
		body: MessageBody,
		upload?: Upload | readonly Upload[],
	): Promise<APIMessage> {
		return this.edit({ channelId, messageId }, body, upload);
	}

	/** @param signal ends it early */
	async edit(
		{ channelId, messageId }: { readonly channelId: string; readonly messageId: string },
		body: MessageBody,
		upload?: Upload | readonly Upload[],
		signal?: AbortSignal,
	): Promise<APIMessage> {
		return this.#message('PATCH', Routes.channelMessage(channelId, messageId), payload(body, upload, signal));
	}

	async deleteMessage(channelId: string, messageId: string): Promise<void> {
		await this.#requests.make('DELETE', Routes.channelMessage(channelId, messageId), {});
	}

	async message(channelId: string, messageId: string): Promise<APIMessage> {
		return this.#message('GET', Routes.channelMessage(channelId, messageId), {});
	}

	/** The 100 oldest messages after the given one, newest first as Discord orders them. */
	async messagesAfter(channelId: string, after: string): Promise<APIMessage[]> {
		const query = new URLSearchParams({ after, limit: '100' });
		return (await this.#requests.make('GET', Routes.channelMessages(channelId), { query })) as APIMessage[];
	}

	/** The channel of direct messages with this user; opened if there is none. */
	async directChannel(userId: string): Promise<string> {
		const channel = await this.#requests.make('POST', Routes.userChannels(), { body: { recipient_id: userId } });
		return (channel as { id: string }).id;
	}

	/** What threads inherit from their channel. */
	async parentChannel(channelId: string): Promise<ParentChannel> {
		const channel = await this.#requests.make('GET', Routes.channel(channelId), {});
		const { parent_id: category, nsfw } = channel as { parent_id?: string | null; nsfw?: boolean };
		return { category: category ?? null, ageRestricted: nsfw === true };
	}

	/** Whether a thread is closed, by being archived or locked, to what we might send or edit there. */
	async isArchived(channelId: string): Promise<boolean> {
		const channel = await this.#requests.make('GET', Routes.channel(channelId), {});
		const { archived, locked } = (channel as { thread_metadata?: ThreadState }).thread_metadata ?? {};
		return archived === true || locked === true;
	}

	/** The guild's boost tier, 0 to 3, which rules how large a file the bot may post there. */
	async premiumTier(guildId: string): Promise<number> {
		// A finished video waits for this answer, so it may not take long.
		const signal = deadline(systemClock, tierTimeoutMs).signal;
		const guild = await this.#requests.make('GET', Routes.guild(guildId), { signal });
		return (guild as { premium_tier?: number }).premium_tier ?? 0;
	}

	/** Publishes the whole set of commands, in one guild or everywhere. */
	async overwriteCommands(applicationId: string, guildId: string | undefined, commands: unknown[]): Promise<void> {
		await this.#requests.make('PUT', commandsRoute(applicationId, guildId), { body: commands });
	}

	/** What Discord offers of our commands, in one guild or everywhere. */
	async commands(applicationId: string, guildId: string | undefined): Promise<APIApplicationCommand[]> {
		const query = new URLSearchParams({ with_localizations: 'true' });
		return (await this.#requests.make('GET', commandsRoute(applicationId, guildId), {
			query,
		})) as APIApplicationCommand[];
	}

	async #message(method: 'GET' | 'POST' | 'PATCH', route: RouteLike, data: RequestData): Promise<APIMessage> {
		return (await this.#requests.make(method, route, data)) as APIMessage;
	}
}

interface ThreadState {
	readonly archived?: boolean;
	readonly locked?: boolean;
}

interface CallbackFacts {
	readonly response_message_id?: string;
	readonly response_message_ephemeral?: boolean;
}

const commandsRoute = (applicationId: string, guildId: string | undefined): RouteLike =>
	guildId === undefined
		? Routes.applicationCommands(applicationId)
		: Routes.applicationGuildCommands(applicationId, guildId);

const originalRoute = (to: Reply): RouteLike => Routes.webhookMessage(to.applicationId, to.token, '@original');

function payload(body: MessageBody, upload: Upload | readonly Upload[] | undefined, signal?: AbortSignal): RequestData {
	if (upload === undefined) return { body, ...(signal && { signal }) };
	// The library's `files` would hold the video in memory three times.
	const uploads = [upload].flat();
	const form = new FileForm(JSON.stringify(body), uploads);
	const waitMs = Math.max(...uploads.map(({ timeoutMs = Infinity }) => timeoutMs));
	const signals = [signal ?? [], Number.isFinite(waitMs) ? deadline(systemClock, waitMs).signal : []].flat();
	return { body: form, passThroughBody: true, ...(signals.length > 0 && { signal: AbortSignal.any(signals) }) };
}
