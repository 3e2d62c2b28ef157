import { Readable } from 'node:stream';
import {
	DefaultRestOptions,
	REST,
	Routes,
	type APIMessage,
	type RequestData,
	type RESTOptions,
	type RESTPostAPIInteractionCallbackJSONBody,
	type RouteLike,
} from 'discord.js';
import { request } from 'undici';
import type { ParentChannel, Reply } from '../../discord/destination.js';
import { DiscordProblem, discordProblemKind } from '../../discord/discordProblem.js';
import type { MessageBody } from '../../discord/messageBody.js';
import { FileForm } from '../../discord/fileForm.js';
import { maskedRoute, restFault, waitsLongerThan } from '../../discord/restFault.js';
import { seconds } from '../../lib/time.js';

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

/** Long enough for the largest upload on a slow line. */
const uploadTimeoutMs = seconds(180);

/** Discord waits 3 s for the first response; an answer later than this is of no use. */
const acknowledgeTimeoutMs = 2_700;

/** A rate limit that ends sooner is waited for here; one that lasts is the caller's to plan around, or to stop within. */
const longestWaitMs = seconds(5);

/** The same for a first response: after a longer wait Discord would not take it any more. */
const longestUrgentWaitMs = 2_200;

/** Longest wait for a guild's boost tier. */
const tierTimeoutMs = seconds(5);

interface DiscordApiParts {
	readonly token: string;
	/** REST base without version. */
	readonly apiUrl: string;
	/** After `discord.js`'s own, in `User-Agent`. */
	readonly userAgent: string;
}

/**
 * Discord's REST API as this program uses it: from plain values, never from a live interaction or channel object. Nothing
 * is repeated here but short waits for announced rate limits: @discordjs/rest would repeat POSTs after time-outs, without pause.
 * Every method throws DiscordProblem.
 */
export class DiscordApi {
	readonly #token: string;
	readonly #rest: REST;
	readonly #urgent: REST;
	/** Discord has refused the bot's own token, and has not taken it since. */
	#refused = false;

	constructor(parts: DiscordApiParts) {
		const options = { api: parts.apiUrl, retries: 0, userAgentAppendix: parts.userAgent, makeRequest };
		this.#token = parts.token;
		const rejectOnRateLimit = waitsLongerThan(longestWaitMs);
		this.#rest = new REST({ ...options, timeout: uploadTimeoutMs, rejectOnRateLimit }).setToken(parts.token);
		// The 3 seconds allow no queue behind somebody's upload.
		const inTime = { timeout: acknowledgeTimeoutMs, rejectOnRateLimit: waitsLongerThan(longestUrgentWaitMs) };
		this.#urgent = new REST({ ...options, ...inTime });
	}

	/** The first response to an interaction: sent once, and again only after a rate limit, which certainly did nothing. */
	async respond(
		interaction: { readonly id: string; readonly token: string },
		body: RESTPostAPIInteractionCallbackJSONBody,
	): Promise<Acknowledged> {
		const answer = await this.#call(
			this.#urgent,
			'POST',
			Routes.interactionCallback(interaction.id, interaction.token),
			{
				body,
				auth: false,
				query: new URLSearchParams({ with_response: 'true' }),
				signal: AbortSignal.timeout(acknowledgeTimeoutMs),
			},
		);
		const facts = (answer as { interaction?: CallbackFacts } | null)?.interaction;
		return { messageId: facts?.response_message_id ?? null, ephemeral: facts?.response_message_ephemeral ?? false };
	}

	async original(to: Reply): Promise<APIMessage> {
		return this.#message('GET', originalRoute(to), { auth: false });
	}

	async editOriginal(to: Reply, body: MessageBody, upload?: Upload | readonly Upload[]): Promise<APIMessage> {
		return this.#message('PATCH', originalRoute(to), { ...payload(body, upload), auth: false });
	}

	async deleteOriginal(to: Reply): Promise<void> {
		await this.#call(this.#rest, 'DELETE', originalRoute(to), { auth: false });
	}

	async followUp(to: Reply, body: MessageBody): Promise<APIMessage> {
		const query = new URLSearchParams({ wait: 'true' });
		return this.#message('POST', Routes.webhook(to.applicationId, to.token), { body, auth: false, query });
	}

	async createMessage(channelId: string, body: MessageBody, upload?: Upload): Promise<APIMessage> {
		await this.#beLetIn(upload);
		return this.#message('POST', Routes.channelMessages(channelId), payload(body, upload));
	}

	async editMessage(channelId: string, messageId: string, body: MessageBody, upload?: Upload): Promise<APIMessage> {
		await this.#beLetIn(upload);
		return this.#message('PATCH', Routes.channelMessage(channelId, messageId), payload(body, upload));
	}

	async deleteMessage(channelId: string, messageId: string): Promise<void> {
		await this.#call(this.#rest, 'DELETE', Routes.channelMessage(channelId, messageId), {});
	}

	async message(channelId: string, messageId: string): Promise<APIMessage> {
		return this.#message('GET', Routes.channelMessage(channelId, messageId), {});
	}

	/** The 100 oldest messages after the given one, newest first as Discord orders them. */
	async messagesAfter(channelId: string, after: string): Promise<APIMessage[]> {
		const query = new URLSearchParams({ after, limit: '100' });
		return (await this.#call(this.#rest, 'GET', Routes.channelMessages(channelId), { query })) as APIMessage[];
	}

	/** The channel of direct messages with this user; opened if there is none. */
	async directChannel(userId: string): Promise<string> {
		const channel = await this.#call(this.#rest, 'POST', Routes.userChannels(), { body: { recipient_id: userId } });
		return (channel as { id: string }).id;
	}

	/** What threads inherit from their channel. */
	async parentChannel(channelId: string): Promise<ParentChannel> {
		const channel = await this.#call(this.#rest, 'GET', Routes.channel(channelId), {});
		const { parent_id: category, nsfw } = channel as { parent_id?: string | null; nsfw?: boolean };
		return { category: category ?? null, ageRestricted: nsfw === true };
	}

	/** The guild's boost tier, 0 to 3, which rules how large a file the bot may post there. */
	async premiumTier(guildId: string): Promise<number> {
		// A finished video waits for this answer, so it may not take long.
		const signal = AbortSignal.timeout(tierTimeoutMs);
		const guild = await this.#call(this.#rest, 'GET', Routes.guild(guildId), { signal });
		return (guild as { premium_tier?: number }).premium_tier ?? 0;
	}

	/** Publishes the whole set of commands, in one guild or everywhere. */
	async overwriteCommands(applicationId: string, guildId: string | undefined, commands: unknown[]): Promise<void> {
		const route =
			guildId === undefined
				? Routes.applicationCommands(applicationId)
				: Routes.applicationGuildCommands(applicationId, guildId);
		await this.#call(this.#rest, 'PUT', route, { body: commands });
	}

	/** After a refusal of the bot's token something small goes first, so that no video is carried to a closed door. */
	async #beLetIn(upload: Upload | undefined): Promise<void> {
		if (upload !== undefined && this.#refused) await this.#call(this.#rest, 'GET', Routes.user(), {});
	}

	async #message(method: 'GET' | 'POST' | 'PATCH', route: RouteLike, data: RequestData): Promise<APIMessage> {
		return (await this.#call(this.#rest, method, route, data)) as APIMessage;
	}

	async #call(
		rest: REST,
		method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
		route: RouteLike,
		data: RequestData,
	): Promise<unknown> {
		const withToken = data.auth !== false;
		try {
			const answer = await rest.request({ ...data, method: method as never, fullRoute: route });
			if (withToken) this.#refused = false;
			return answer;
		} catch (error) {
			const problem = problemOf(`${method} ${maskedRoute(route)}`, error);
			if (problem.status === 401 && withToken) {
				this.#refused = true;
				// The library forgets the bot's token after one 401; a wrong answer of a minute must not need a restart.
				this.#rest.setToken(this.#token);
			}
			throw problem;
		}
	}
}

/**
 * The library's own way, but for forms with a file: it would read them whole, and Node's fetch takes a file as fast as the disk
 * gives it, whatever the line does, so that a whole video would pile up in memory.
 */
const makeRequest: RESTOptions['makeRequest'] = (url, init) => {
	const form: unknown = init.body;
	if (!(form instanceof FileForm)) return DefaultRestOptions.makeRequest(url, init);
	const { method = 'POST', headers, signal = null } = init;
	const given = headers as Record<string, string> | undefined;
	return sendForm(form, url, { method, headers: new Headers(given), signal });
};

async function sendForm(
	form: FileForm,
	url: string,
	{ method, headers, signal }: { method: string; headers: Headers; signal: AbortSignal | null },
): Promise<Response> {
	headers.set('content-type', form.contentType);
	headers.set('content-length', String(form.length));
	const body = Readable.from(form.pieces(), { objectMode: false });
	const answer = await request(url, { method: method as 'POST', headers: Object.fromEntries(headers), body, signal });
	const text = await answer.body.text();
	const fields = Object.entries(answer.headers).flatMap(([name, value]) =>
		[value ?? []].flat().map((each): [string, string] => [name, each]),
	);
	return new Response(text === '' ? null : text, { status: answer.statusCode, headers: fields });
}

interface CallbackFacts {
	readonly response_message_id?: string;
	readonly response_message_ephemeral?: boolean;
}

const originalRoute = (to: Reply): RouteLike => Routes.webhookMessage(to.applicationId, to.token, '@original');

function payload(body: MessageBody, upload: Upload | readonly Upload[] | undefined): RequestData {
	if (upload === undefined) return { body };
	// The library's `files` would hold the video in memory three times.
	const uploads = [upload].flat();
	const form = new FileForm(JSON.stringify(body), uploads);
	const waitMs = Math.max(...uploads.map(({ timeoutMs = Infinity }) => timeoutMs));
	return { body: form, passThroughBody: true, ...(Number.isFinite(waitMs) && { signal: AbortSignal.timeout(waitMs) }) };
}

function problemOf(route: string, error: unknown): DiscordProblem {
	const fault = restFault(error);
	const kind = discordProblemKind(fault.code, fault.status);
	return new DiscordProblem({ route, kind, ...fault }, fault.status === 0 ? { cause: error } : {});
}
