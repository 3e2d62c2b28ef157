import type { Logger } from 'pino';
import type { Job, Receipt, Rung } from '../../jobs/record/job.js';
import { canReply, nextRung, nowPrivate, showsOpenly, shutRung, unreadable } from '../../jobs/delivery/ladder.js';
import { isPointer, isPost, lacksVideo, nonceMs, withPointer } from '../../jobs/delivery/post.js';
import { isTaskLeft } from '../../jobs/record/leftTask.js';
import { replyOf } from '../../discord/destination.js';
import type { JobEvent } from '../../jobs/record/transitions.js';
import { hours, seconds } from '../../lib/time.js';
import type { Attempt, Deliverer } from '../delivery/delivery.js';
import type { NextStep } from '../scheduling/engine.js';
import type { JobWriter } from '../records/jobWriter.js';
import type { ComparisonStep } from './comparisonStep.js';
import type { JobAges } from '../scheduling/jobAges.js';
import type { Progress } from '../progress/progress.js';
import type { PrivatePlaces } from '../delivery/privatePlaces.js';
import type { PostLookup } from '../delivery/postLookup.js';
import type { ResultKeeper } from '../delivery/resultKeeper.js';
import type { Environment } from '../../lib/environment.js';
import { TellingTries } from './tellingTries.js';

/** When a post has to wait for longer than this, the card says that the video is ready and waits. */
const longWaitMs = seconds(10);

/** What a thread refused is not tried again there sooner. */
const shutPauseMs = seconds(30);

/** After this long of trying, the outcome waits for the member to ask. */
const giveUpAfterMs = hours(24);

interface DeliveryStepParts extends Pick<Environment, 'clock' | 'random'> {
	readonly writer: JobWriter;
	readonly results: ResultKeeper;
	readonly delivery: Deliverer;
	readonly places: Pick<PrivatePlaces, 'hasBecome'>;
	readonly postLookup: PostLookup;
	readonly progress: Progress;
	readonly ages: Pick<JobAges, 'of'>;
	readonly comparing: Pick<ComparisonStep, 'ended' | 'told'>;
}

/** Telling the member the outcome: once, on the highest rung that works, every rung on record before and after. */
export class DeliveryStep {
	readonly #parts: DeliveryStepParts;
	readonly #tries: TellingTries;
	/** Jobs whose cards have been asked to say that their posts wait. */
	readonly #waiting = new Set<string>();

	constructor(parts: DeliveryStepParts) {
		this.#parts = parts;
		this.#tries = new TellingTries(parts.random);
	}

	async step(job: Job, log: Logger): Promise<NextStep> {
		// Where the reply tells it already, the video is needed no more.
		const kept = job.delivery.inReply ? { type: 'ready' as const, job } : await this.#parts.results.keep(job, log);
		if (kept.type === 'later') {
			this.#parts.progress.show(kept.job);
			return { waitMs: kept.waitMs };
		}

		const together = await this.#parts.comparing.ended(kept.job, log);
		if (together !== undefined) return together;

		const open = kept.job.delivery.attempt ?? undefined;
		if (open !== undefined) return this.#resume(kept.job, open, log);

		if (await this.#isNowPrivate(kept.job)) return this.#leave(kept.job, 'channel', nowPrivate, log);
		const hasToken = replyOf(kept.job.destination, this.#parts.clock.now()) !== undefined;
		const rung = nextRung(kept.job, hasToken);
		if (rung === undefined) return this.#waitForThread(kept.job, hasToken, log);
		if (rung === 'channel' && (await this.#fillsReply(kept.job, hasToken))) return this.#fillReply(kept.job, log);
		return this.#begin(kept.job, rung, log);
	}

	/** Where only a thread's being archived is in the way, the outcome waits with it: a moderator may open it again. */
	async #waitForThread(job: Job, hasToken: boolean, log: Logger): Promise<NextStep> {
		const shut = shutRung(job, hasToken);
		if (shut === undefined) return this.#abandon(job, 'no rung is left', log);
		const thread = await this.#parts.delivery.thread(job);
		if (thread === 'gone') return this.#abandon(job, 'no rung is left', log);
		const earlyMs = shut.at + shutPauseMs - this.#parts.clock.now();
		if (thread === 'open') return earlyMs > 0 ? { waitMs: earlyMs } : this.#begin(job, shut.rung, log);
		if (this.#tooLong(job)) return this.#abandon(job, 'the thread is archived', log);
		log.debug({ rung: shut.rung }, 'the thread is archived, and nothing else leads to the member; waiting');
		return this.#tries.again(job, 0);
	}

	/** Its guild has said since the job was asked for that answers here are private: nothing is shown here from now on. */
	async #isNowPrivate(job: Job): Promise<boolean> {
		return showsOpenly(job) && (await this.#parts.places.hasBecome(job));
	}

	/** A post of ours would be smaller than what the member's own subscription lets into the reply. */
	async #fillsReply(job: Job, hasToken: boolean): Promise<boolean> {
		return !job.delivery.inReply && canReply(job, hasToken) && (await this.#parts.delivery.fitsReplyAlone(job));
	}

	/** The whole video goes into the reply, which notifies nobody; a small post that leads there follows. */
	async #fillReply(job: Job, log: Logger): Promise<NextStep> {
		const { channelId } = job.destination;
		const attempted = await this.#parts.writer.apply(job, {
			...{ type: 'delivery-attempted', rung: 'original', channelId, pointerOwed: true },
		});
		await this.#parts.progress.settle(job.id);
		return this.#send(attempted, 'original', { resumed: false }, log);
	}

	/** A rung is begun: where it leads is found first, then the intent is saved, then it is tried. */
	async #begin(job: Job, rung: Rung, log: Logger): Promise<NextStep> {
		const { delivery, writer } = this.#parts;
		const place = await delivery.place(job, rung);
		if (place.type === 'left') return this.#leave(job, rung, place.why, log);
		// However old it is, it is tried: nobody may have been there to try it before.
		if (place.type === 'again' && this.#tooLong(job)) return this.#abandon(job, 'the place is not known', log);
		if (place.type === 'again') return this.#tries.again(job, place.waitMs);

		const { channelId } = place;
		const attempt: JobEvent = { type: 'delivery-attempted', rung, ...(channelId === undefined ? {} : { channelId }) };
		const attempted = await writer.apply(job, attempt);
		await this.#parts.progress.settle(job.id);
		return this.#send(attempted, rung, { resumed: false }, log);
	}

	/** An attempt stands on record without its end: this process or another one did not hear the answer. */
	async #resume(job: Job, open: { rung: Rung; startedAt: number }, log: Logger): Promise<NextStep> {
		const { clock, progress } = this.#parts;
		await progress.settle(job.id);
		// An edit may be repeated at any time.
		const again = { resumed: true, unanswered: this.#tries.stepsDown(job) };
		if (!isPost(open.rung)) return this.#send(job, open.rung, again, log);
		const before = open.startedAt + nonceMs;
		if (clock.now() < before) return this.#send(job, open.rung, { ...again, before }, log);
		return this.#search(job, undefined, log);
	}

	/** Looks for a post that nobody heard the answer to; one that is not there is sent again, unless that was `refused`. */
	async #search(job: Job, refused: string | undefined, log: Logger): Promise<NextStep> {
		const { postLookup, writer } = this.#parts;
		const open = job.delivery.attempt;
		if (!open) throw new Error('there is no post to look for');

		const found = await postLookup.find(job);
		switch (found.type) {
			case 'found':
				log.info('the unanswered post was found in the channel');
				return this.#complete(job, found.receipt, log);
			case 'absent': {
				if (refused !== undefined) return this.#leave(job, open.rung, refused, log);
				if (await this.#isNowPrivate(job)) return this.#leave(job, open.rung, nowPrivate, log);
				if (this.#tries.lose(job)) return this.#leave(job, open.rung, 'unanswered', log);
				const channelId = open.channelId ?? undefined;
				const attempt: JobEvent = {
					type: 'delivery-attempted',
					rung: open.rung,
					...(channelId === undefined ? {} : { channelId }),
				};
				const tried = await writer.apply(job, attempt);
				return this.#send(tried, open.rung, { resumed: true, unanswered: this.#tries.stepsDown(job) }, log);
			}
			case 'unreadable':
				return this.#leave(job, open.rung, unreadable, log);
			case 'again':
				return this.#tries.again(job, found.waitMs);
		}
	}

	/** A post that was found without its video gets it, or whatever form of it is taken: an edit, which notifies nobody. */
	async #complete(job: Job, found: Omit<Receipt, 'at'>, log: Logger): Promise<NextStep> {
		const { messageId: standing } = found;
		if (!lacksVideo(job, found) || typeof standing !== 'string') return this.#made(job, found, log);
		const how = { resumed: true, standing, unanswered: this.#tries.stepsDown(job) };
		const sent = await this.#parts.delivery.send(job, found.rung, how, log);
		if (sent.type === 'again' && !this.#tooLong(job)) return this.#tries.again(job, sent.waitMs);
		return this.#made(job, sent.type === 'made' ? sent.receipt : found, log);
	}

	async #send(job: Job, rung: Rung, how: Attempt, log: Logger): Promise<NextStep> {
		const sent = await this.#parts.delivery.send(job, rung, how, log);
		switch (sent.type) {
			case 'made':
				return this.#made(job, sent.receipt, log);
			case 'left':
				// A repetition that is refused says nothing of the first post, which may stand.
				return how.resumed && isPost(rung) ? this.#search(job, sent.why, log) : this.#leave(job, rung, sent.why, log);
			case 'again':
				log.warn({ rung, why: sent.why }, 'delivery is not answered; trying again');
				if (this.#tooLong(job)) return this.#abandon(job, sent.why, log);
				if (sent.silent === true && !isPost(rung) && (await this.#isAnswering(job))) this.#tries.lose(job);
				return this.#sayWaiting(job, rung, this.#tries.again(job, sent.waitMs));
		}
	}

	/** Where a post has to wait for long, the card says so; while an edit waits, one more might write over the telling. */
	#sayWaiting(job: Job, rung: Rung, next: { readonly waitMs: number }): NextStep {
		if (isPost(rung) && !isPointer(job) && next.waitMs >= longWaitMs && !this.#waiting.has(job.id)) {
			this.#waiting.add(job.id);
			this.#parts.progress.show(job);
		}
		return next;
	}

	async #made(job: Job, told: Omit<Receipt, 'at'>, log: Logger): Promise<NextStep> {
		const { delivery, writer } = this.#parts;
		if (job.delivery.attempt?.pointerOwed === true && told.rung === 'original') {
			await writer.apply(job, { type: 'reply-filled', receipt: told });
			log.info({ form: told.form }, 'the video stands in the reply; a post will lead there');
			return { waitMs: 0 };
		}
		const receipt = withPointer(job, told);
		// Before the record closes, so that a crash here shows the line again instead of leaving a bar that stands still.
		await delivery.finish(job, receipt, log);
		await writer.apply(job, { type: 'delivery-made', receipt });
		log.info({ rung: receipt.rung, form: receipt.form }, 'delivered');
		return this.#finished(job);
	}

	async #leave(job: Job, rung: Rung, why: string, log: Logger): Promise<NextStep> {
		log.warn({ rung, why }, 'rung of delivery refused; taking the next');
		const died: JobEvent[] = why === 'token-dead' ? [{ type: 'token-died' }] : [];
		await this.#parts.writer.apply(job, { type: 'rung-left', rung, why }, ...died);
		this.#tries.forget(job);
		return { waitMs: 0 };
	}

	async #abandon(job: Job, why: string, log: Logger): Promise<NextStep> {
		// Only the post that leads there could not be made.
		if (job.delivery.inReply) return this.#made(job, job.delivery.inReply, log);
		await this.#parts.progress.settle(job.id);
		await this.#parts.delivery.finish(job, undefined, log);
		await this.#parts.writer.apply(job, { type: 'delivery-abandoned', why });
		log.error({ why }, 'the outcome could not be delivered; it is kept for asking');
		return this.#finished(job);
	}

	/** The outcome was told by a process whose word of it is not in the record: that is put right, and nothing is told. */
	async foundTold(job: Job, receipt: Omit<Receipt, 'at'>, log: Logger): Promise<NextStep> {
		await this.#parts.progress.settle(job.id);
		return this.#made(job, receipt, log);
	}

	#isAnswering(job: Job): Promise<boolean> {
		const { postLookup, clock } = this.#parts;
		return postLookup.isAnswering(job, replyOf(job.destination, clock.now()));
	}

	#finished(job: Job): NextStep {
		this.#tries.forget(job);
		this.#waiting.delete(job.id);
		this.#parts.comparing.told(job);
		// Nobody waits any more, but the task goes on.
		return isTaskLeft(job) ? { waitMs: 0 } : 'done';
	}

	#tooLong(job: Job): boolean {
		const since = job.delivery.again?.at ?? job.outcome?.at ?? job.createdAt;
		return this.#parts.ages.of(job.id, since) >= giveUpAfterMs;
	}
}
