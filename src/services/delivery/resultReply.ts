import type { Logger } from 'pino';
import { DiscordProblem, refusedFor, type DiscordProblemKind } from '../../discord/discordProblem.js';
import type { Job, Receipt } from '../../jobs/record/job.js';
import { asMade } from '../../jobs/record/leftTask.js';
import type { Reply } from '../../discord/destination.js';
import { backoffMs, type Backoff } from '../../lib/backoff.js';
import type { Environment } from '../../lib/environment.js';
import { minutes, seconds, sleep } from '../../lib/time.js';
import { showsFile } from '../../jobs/delivery/post.js';
import { orWithout } from '../../jobs/delivery/thumbnail.js';
import type { DiscordApi } from '../discord/discordApi.js';
import type { JobSecrets } from '../ops/jobSecrets.js';
import type { Claims } from '../scheduling/claims.js';
import type { Thumbnails } from '../media/pictures/thumbnails.js';
import type { Attachments } from './attachments.js';
import type { ResultForm } from './resultForm.js';
import { uploadsOf } from './resultForm.js';
import type { ResultKeeper } from './resultKeeper.js';
import type { ResultViews } from './resultViews.js';
import { stripped } from './sending.js';

interface HandoutParts extends Pick<Environment, 'clock' | 'random'> {
	/** Asks once more for a video that is not with us. */
	readonly results: Pick<ResultKeeper, 'again'>;
	readonly discord: Pick<DiscordApi, 'editOriginal' | 'original'>;
	readonly attachments: Attachments;
	readonly views: ResultViews;
	readonly thumbnails: Pick<Thumbnails, 'onDelivery'>;
	readonly jobSecrets: Pick<JobSecrets, 'hold'>;
	/** Outcomes that are being given openly at this moment. */
	readonly claims: Claims;
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

/** How long a reply that loads is worked on: its token lives 15 minutes from the press. */
const longestMs = minutes(13);

const waiting: Backoff = { firstMs: seconds(2), longestMs: minutes(1) };

/** What one member's reply has been through. */
interface Patience {
	readonly until: number;
	tries: number;
	/** How often it did not get through although Discord answers. */
	lost: number;
}

/** Gives the outcome of a job that has ended to a member who asks for it, in the reply to that very press. */
export class ResultReply {
	readonly #parts: HandoutParts;

	constructor(parts: HandoutParts) {
		this.#parts = parts;
	}

	/** Whether this press may give the outcome for everybody to see: of two that come together, only the first. */
	claim(jobId: string): Promise<boolean> {
		return this.#parts.claims.take(jobId);
	}

	/** Whether somebody is being given it openly at this moment; nobody else tells it meanwhile. */
	isClaimed(jobId: string): Promise<boolean> {
		return this.#parts.claims.has(jobId);
	}

	/** After a claim, whatever came of it. */
	release(jobId: string): Promise<void> {
		return this.#parts.claims.release(jobId);
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
		const patience: Patience = { until: this.#parts.clock.now() + longestMs, tries: 0, lost: 0 };
		let form: ResultForm = { attachment: await pack, neutral: false };
		try {
			for (;;) {
				try {
					return await this.#send(job, form, { reply, copy });
				} catch (error) {
					if (!(error instanceof DiscordProblem)) throw error;
					const refusal = refusedFor(error, uploadsOf(form.attachment).length > 0);
					const isPassing = await this.#waitOut(error, reply, patience);
					const next = await this.#next(job, form, isPassing ? patience : refusal, jobLog);
					if (next === undefined && !isPassing) throw error;
					form = next ?? form;
					const { kind } = error;
					jobLog.warn({ kind, form: form.attachment.form }, 'Discord did not take the result; giving it again');
				}
			}
		} finally {
			// The telling that is under way beside this one may be sending the very copy.
			if (job.phase === 'closed') await attachments.discard(job.id, jobLog);
		}
	}

	/**
	 * Waits where nothing was refused, as long as the press' own token may be used: the reply loads meanwhile, and an edit may
	 * be repeated. Returns whether it is to be tried again.
	 */
	async #waitOut(problem: DiscordProblem, reply: Reply, patience: Patience): Promise<boolean> {
		const { clock, discord, random } = this.#parts;
		if (!['unanswered', 'busy', 'unauthorized'].includes(problem.kind) || clock.now() >= patience.until) return false;
		// Where Discord answers about the reply, it is this form that does not get through.
		if (problem.kind === 'unanswered') {
			const isAnswering = await discord.original(reply).then(
				() => true,
				() => false,
			);
			if (isAnswering) patience.lost += 1;
		}
		patience.tries += 1;
		const ownMs = backoffMs(waiting, patience.tries, random());
		await sleep(clock, Math.max(ownMs, Math.min(problem.retryAfterMs, waiting.longestMs)));
		return true;
	}

	/** Another form: for a refusal the next that it does not meet; for what was lost twice, one that may get through. */
	#next(job: Job, form: ResultForm, why: Patience | DiscordProblemKind, log: Logger): Promise<ResultForm | undefined> {
		const { attachments } = this.#parts;
		if (typeof why === 'string') return attachments.next(job, form, why, log);
		return why.lost < 2 ? Promise.resolve(undefined) : attachments.next(job, form, 'unanswered', log);
	}

	async #send(
		job: Job,
		{ attachment, neutral }: ResultForm,
		{ reply, copy }: Pick<ResultReplyOutcome, 'reply' | 'copy'>,
	): Promise<Omit<Receipt, 'at'>> {
		const { discord, thumbnails, views } = this.#parts;
		const files = uploadsOf(attachment);
		const picture = attachment.isBarred ? undefined : await thumbnails.onDelivery(job, attachment.form);
		const message = await orWithout(picture, async (thumbnail) => {
			// Whoever pressed is looking at it, and is not named.
			const body = await views.message(job, attachment, { neutral, thumbnail, mention: false, copy });
			return discord.editOriginal(reply, body, files.length > 0 ? files : thumbnail?.file);
		});
		if (!files.every(({ name }) => showsFile(message, name))) throw stripped();
		return { rung: 'original', channelId: message.channel_id, messageId: message.id, form: attachment.form };
	}
}
