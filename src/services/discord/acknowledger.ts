import { InteractionResponseType, MessageFlags, type APIMessage } from 'discord.js';
import { DiscordProblem, unknownMessage } from '../../discord/discordProblem.js';
import type { Job } from '../../jobs/record/job.js';
import { replyOf } from '../../discord/destination.js';
import { seconds } from '../../lib/time.js';
import { shownCard } from '../../messages/cards/shownCard.js';
import type { Acknowledged, DiscordApi } from './discordApi.js';
import type { Environment } from '../../lib/environment.js';

/**
 * What became of the acknowledgement of one job.
 *
 * - `acknowledged` the member has seen "accepted", by our response
 * - `never`   the interaction is not ours: too late, answered otherwise, or never answered. The record goes
 * - `too-old` the token has ended, so nobody can tell any more
 * - `unclear` Discord does not say at present; ask again later
 */
type Acknowledgement =
	(Acknowledged & { readonly type: 'acknowledged' }) | { readonly type: 'never' | 'too-old' | 'unclear' };

interface AcknowledgerParts extends Pick<Environment, 'clock' | 'log'> {
	readonly discord: Pick<DiscordApi, 'respond' | 'original'>;
}

/**
 * Discord takes no first response after 3 s, and may say for some ten more that it does not know the reply to one that it has
 * taken; so much later, what it says is so.
 */
const settledAfterMs = seconds(30);

/** Sends the one acknowledgement of a job's interaction, and finds out what became of one that nobody heard of. */
export class Acknowledger {
	readonly #parts: AcknowledgerParts;
	/** Jobs whose response is under way in this process. */
	readonly #sending = new Set<string>();

	constructor(parts: AcknowledgerParts) {
		this.#parts = parts;
	}

	/** Responds once. Whether that was in time is Discord's word alone; our clocks may differ. */
	async send(job: Job): Promise<Acknowledgement> {
		const { discord, log } = this.#parts;
		const { interactionId, token } = job.destination;
		if (typeof token !== 'string') return { type: 'too-old' };

		this.#sending.add(job.id);
		try {
			const answer = await discord.respond(
				{ id: interactionId, token },
				{
					type: InteractionResponseType.DeferredChannelMessageWithSource,
					...(job.request.private ? { data: { flags: MessageFlags.Ephemeral } } : {}),
				},
			);
			return { type: 'acknowledged', ...answer, ephemeral: answer.ephemeral || job.request.private };
		} catch (error) {
			if (!(error instanceof DiscordProblem)) throw error;
			log.warn({ err: error, kind: error.kind }, 'acknowledgement not confirmed');
			// A definite refusal, whichever: this interaction has not been answered by us.
			return error.kind === 'unanswered' ? await this.#ask(job) : { type: 'never' };
		} finally {
			this.#sending.delete(job.id);
		}
	}

	/** For a record that was found unacknowledged: what `@original` shows decides. */
	async recover(job: Job): Promise<Acknowledgement> {
		return this.#sending.has(job.id) ? { type: 'unclear' } : this.#ask(job);
	}

	async #ask(job: Job): Promise<Acknowledgement> {
		const { clock, discord, log } = this.#parts;
		const reply = replyOf(job.destination, clock.now());
		if (reply === undefined) return { type: 'too-old' };

		try {
			const original = await discord.original(reply);
			// A progress card was written by a process that knew more than the record: it is set back, and the job went on.
			if (!isUntouched(original) && !isProgress(original, job)) return { type: 'never' };
			return { type: 'acknowledged', messageId: original.id, ephemeral: hasFlag(original, MessageFlags.Ephemeral) };
		} catch (error) {
			if (!(error instanceof DiscordProblem)) throw error;
			log.warn({ err: error, kind: error.kind }, 'original reply not read');
			return this.#judge(job, error);
		}
	}

	#judge(job: Job, problem: DiscordProblem): Acknowledgement {
		if (problem.code === unknownWebhook || problem.code === unknownMessage) {
			// A response that is still on its way would make a lie of "never".
			return this.#parts.clock.now() - job.createdAt < settledAfterMs ? { type: 'unclear' } : { type: 'never' };
		}
		return { type: problem.kind === 'token-dead' ? 'too-old' : 'unclear' };
	}
}

const unknownWebhook = 10_015;

/** Still as our response left it: loading, or without anything in it. Whatever has words in it was written by others. */
const isUntouched = (message: APIMessage): boolean =>
	hasFlag(message, MessageFlags.Loading) ||
	(message.content === '' &&
		(message.components ?? []).length === 0 &&
		message.embeds.length === 0 &&
		message.attachments.length === 0);

const isProgress = (message: APIMessage, job: Job): boolean => ['waiting', 'working'].includes(shownCard(message, job));

const hasFlag = (message: APIMessage, flag: MessageFlags): boolean => ((message.flags ?? 0) & flag) !== 0;
