import type { Logger } from 'pino';
import { DiscordProblem } from '../../discord/discordProblem.js';
import type { Job, Receipt } from '../../jobs/record/job.js';
import { asMade } from '../../jobs/record/leftTask.js';
import type { Reply } from '../../discord/destination.js';
import { orWithout } from '../../jobs/delivery/thumbnail.js';
import { resultMessage } from '../../messages/cards/resultMessage.js';
import type { DiscordApi } from '../discord/discordApi.js';
import type { JobSecrets } from '../ops/jobSecrets.js';
import type { Thumbnails } from '../media/pictures/thumbnails.js';
import type { ResultForm, Attachments } from './attachments.js';
import type { ResultKeeper } from './resultKeeper.js';
import type { ResultViews } from './resultViews.js';

interface HandoutParts {
	/** Asks once more for a video that is not with us. */
	readonly results: Pick<ResultKeeper, 'again'>;
	readonly discord: Pick<DiscordApi, 'editOriginal'>;
	readonly attachments: Attachments;
	readonly views: ResultViews;
	readonly thumbnails: Pick<Thumbnails, 'onDelivery'>;
	readonly jobSecrets: Pick<JobSecrets, 'hold'>;
	readonly log: Logger;
}

interface ResultReplyOutcome {
	/** A reply that has been deferred; its token is fresh. */
	readonly reply: Reply;
	/** Largest file in bytes that goes with it. */
	readonly limit: number;
	/** `original`: as it came or as a link, never re-encoded. `fitting`: however it fits. */
	readonly as: 'original' | 'fitting';
	/** For one member's eyes, beside the message that everybody sees. */
	readonly copy: boolean;
}

/** Gives the outcome of a job that has ended to a member who asks for it, in the reply to that very press. */
export class ResultReply {
	readonly #parts: HandoutParts;
	readonly #claimed = new Set<string>();

	constructor(parts: HandoutParts) {
		this.#parts = parts;
	}

	/** Whether this press may give the outcome for everybody to see: of two that come together, only the first. */
	claim(jobId: string): boolean {
		if (this.#claimed.has(jobId)) return false;
		this.#claimed.add(jobId);
		return true;
	}

	/** Whether somebody is being given it openly at this moment; nobody else tells it meanwhile. */
	isClaimed(jobId: string): boolean {
		return this.#claimed.has(jobId);
	}

	/** After a claim, whatever came of it. */
	release(jobId: string): void {
		this.#claimed.delete(jobId);
	}

	/**
	 * Fills the reply. Returns how it went, for the receipt.
	 * @throws DiscordProblem when the reply cannot be written
	 */
	async give(asked: Job, how: ResultReplyOutcome): Promise<Omit<Receipt, 'at'>> {
		const release = this.#parts.jobSecrets.hold(asked);
		try {
			return await this.#give(asked, how);
		} finally {
			release();
		}
	}

	async #give(asked: Job, { reply, limit, as, copy }: ResultReplyOutcome): Promise<Omit<Receipt, 'at'>> {
		const { attachments, results, log } = this.#parts;
		const jobLog = log.child({ jobId: asked.id });
		// "Could not be fetched" was true then; whoever asks wants to know how it is now.
		const job = asMade(await results.again(asked, jobLog));
		const pack = as === 'original' ? attachments.packOriginal(job, limit) : attachments.pack(job, limit, jobLog);
		let form: ResultForm = { attachment: await pack, neutral: false };
		try {
			for (;;) {
				try {
					return await this.#send(job, form, { reply, copy });
				} catch (error) {
					const kind = error instanceof DiscordProblem ? error.kind : undefined;
					// Whoever presses waits: what is not answered once is tried in a form that may get through.
					const next = kind && (await attachments.next(job, form, kind, jobLog));
					if (next === undefined) throw error;
					form = next;
					jobLog.warn({ kind, form: form.attachment.form }, 'Discord did not take the result; giving another form');
				}
			}
		} finally {
			await attachments.discard(job.id);
		}
	}

	async #send(
		job: Job,
		{ attachment, neutral }: ResultForm,
		{ reply, copy }: Pick<ResultReplyOutcome, 'reply' | 'copy'>,
	): Promise<Omit<Receipt, 'at'>> {
		const { discord, thumbnails, views } = this.#parts;
		const view = await views.of(job, attachment);
		const message = await orWithout(await thumbnails.onDelivery(job, attachment.form), (thumbnail) => {
			const body = resultMessage(job, {
				...view,
				neutral,
				thumbnail,
				// Whoever pressed is looking at it.
				mention: false,
				copy,
			});
			return discord.editOriginal(reply, body, attachment.upload ?? thumbnail?.file);
		});
		return { rung: 'original', channelId: message.channel_id, messageId: message.id, form: attachment.form };
	}
}
