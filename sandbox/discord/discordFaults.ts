import type { Answer, Exchange } from '../http/exchange.js';
import type { RecordingServer } from '../http/recordingServer.js';
import type { Gateway } from './gateway/gateway.js';
import type { Interaction } from './world/interaction.js';
import type { Interactions } from './interactions/interactions.js';
import type { MessageStore } from './messages/messageStore.js';
import type { PermissionName } from './world/permissions.js';
import type { Settings } from './world/settings.js';
import type { User } from './world/people.js';
import { idOf, type Ref } from './protocol/ref.js';
import type { Channel, Guild, World } from './world/world.js';

type Match = (x: Exchange) => boolean;

/** An API error as Discord words it, to be given as a fault's answer. */
export function errorAnswer(status: number, code: number, message: string): Answer {
	return { status, headers: { 'content-type': 'application/json' }, body: { message, code } };
}

/** The bad days of a bot, by name. What returns a function can be taken back by calling it. */
export class DiscordFaults {
	readonly #parts: DiscordFaultsParts;

	constructor(parts: DiscordFaultsParts) {
		this.#parts = parts;
	}

	/** Answers 429 with Discord's headers and JSON. `shared` is another bot's fault and does not count as invalid. */
	rateLimit(how: {
		match?: Match;
		scope: 'user' | 'global' | 'shared';
		retryAfterMs: number;
		times?: number;
	}): () => void {
		const seconds = how.retryAfterMs / 1000;
		const global = how.scope === 'global';
		const headers: Record<string, string> = {
			'content-type': 'application/json',
			'retry-after': String(Math.ceil(seconds)),
			'x-ratelimit-scope': how.scope,
			...(global
				? { 'x-ratelimit-global': 'true' }
				: {
						'x-ratelimit-limit': '5',
						'x-ratelimit-remaining': '0',
						'x-ratelimit-reset': String(this.#parts.now() / 1000 + seconds),
						'x-ratelimit-reset-after': String(seconds),
						'x-ratelimit-bucket': 'fault',
					}),
		};
		const body = { message: 'You are being rate limited.', retry_after: seconds, global };

		return this.answer({ ...how, answer: { status: 429, headers, body } });
	}

	/**
	 * 429 as a blocked address gets it: without a wait that can be kept.
	 * @param how.retryAfter what stands in the header, as `0` or `soon`; none when left out
	 */
	limitBlindly(how: { match?: Match; retryAfter?: string; times?: number } = {}): () => void {
		const { retryAfter, times = Infinity, ...rest } = how;
		const headers = { 'content-type': 'application/json', ...(retryAfter && { 'retry-after': retryAfter }) };
		return this.answer({ ...rest, times, answer: { status: 429, headers, body: { message: 'blocked', code: 0 } } });
	}

	/** A page of the network before Discord, of which Discord knows nothing. */
	edgePage(how: { match?: Match; status?: number; times?: number } = {}): () => void {
		const { status = 403, times = Infinity, ...rest } = how;
		const body = `<!DOCTYPE html><html><title>${status}</title><h1>Sorry</h1></html>`;
		return this.answer({ ...rest, times, answer: { status, headers: { 'content-type': 'text/html' }, body } });
	}

	/** The address is kept out for a while: 40333, whatever it asks. */
	keepOut(how: { match?: Match; times?: number } = {}): () => void {
		return this.answer({ times: Infinity, ...how, answer: errorAnswer(403, 40_333, 'internal network error') });
	}

	/** The next requests with an interaction's token are answered as if it were unknown (10015). */
	forgetTokens(how: { times?: number } = {}): () => void {
		const match: Match = ({ path }) => /\/webhooks\/\d+\/[^/]+/.test(path);
		return this.answer({ times: 1, ...how, match, answer: errorAnswer(404, 10_015, 'Unknown Webhook') });
	}

	/** Any answer instead of the real one; see `errorAnswer`. */
	answer(how: { match?: Match; answer: Answer; times?: number }): () => void {
		return this.#parts.api.addFault({
			match: how.match ?? (() => true),
			times: how.times ?? 1,
			act: { kind: 'answer', answer: how.answer },
		});
	}

	/** Answers come late by real time. */
	latency(how: { match?: Match; ms: number; times?: number }): () => void {
		return this.#parts.api.addFault({
			match: how.match ?? (() => true),
			times: how.times ?? Infinity,
			act: { kind: 'slow', ms: how.ms },
		});
	}

	/** REST answers 503 and the gateway is away until the returned function is called. Sessions stay resumable. */
	outage(status = 503): () => void {
		const back = this.answer({ answer: errorAnswer(status, 0, `${status}: Service Unavailable`), times: Infinity });
		this.#parts.gateway.goOffline({ resumable: true });

		return () => {
			back();
			this.#parts.gateway.goOnline();
		};
	}

	/** Interaction tokens die now: one, or all that there are. */
	expireTokens(interaction?: Interaction): void {
		for (const each of interaction ? [interaction] : this.#parts.interactions.all()) each.expired = true;
	}

	/** AutoMod stops messages with these words (200000); an empty list switches it off. */
	automod(words: readonly string[]): void {
		this.#parts.settings.blockedWords = words;
	}

	/** The next uploads are refused: 40005 (HTTP 413), 50045 (HTTP 400), or the edge's own 413 page. */
	refuseUploads(how: { as: 40005 | 50045 | 'edge'; times?: number }): () => void {
		const answers = {
			40005: errorAnswer(413, 40005, 'Request entity too large'),
			50045: errorAnswer(400, 50045, 'File uploaded exceeds the maximum size'),
			edge: {
				status: 413,
				headers: { 'content-type': 'text/html' },
				body: '<html><h1>413 Request Entity Too Large</h1></html>',
			},
		};

		return this.answer({
			match: (x) => (x.form?.files.length ?? 0) > 0,
			answer: answers[how.as],
			times: how.times ?? Infinity,
		});
	}

	/** The next messages with files are taken, and stand there without them. */
	stripUploads(how: { times?: number } = {}): void {
		this.#parts.settings.strippedUploads = how.times ?? Infinity;
	}

	closeDms(user: User): void {
		user.dmsClosed = true;
	}

	/** The bot loses permissions in a channel. */
	revoke(channel: Channel, ...names: PermissionName[]): void {
		this.#parts.world.deny(channel, names);
	}

	kickBot(guild: Guild = this.#parts.world.guild): void {
		this.#parts.world.kickBot(guild);
		this.#parts.gateway.guildDeleted(guild.id);
	}

	deleteChannel(channel: Ref): void {
		this.#parts.world.deleteChannel(channel);
		this.#parts.messages.forgetChannel(idOf(channel));
	}

	/** A moderator, or the member whose ephemeral message it is, deletes a message. */
	deleteMessage(message: Ref): void {
		this.#parts.messages.remove(idOf(message));
	}
}

interface DiscordFaultsParts {
	readonly now: () => number;
	readonly api: RecordingServer;
	readonly gateway: Gateway;
	readonly interactions: Interactions;
	readonly messages: MessageStore;
	readonly settings: Settings;
	readonly world: World;
}
