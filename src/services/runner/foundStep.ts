import type { Logger } from 'pino';
import { replyOf } from '../../discord/destination.js';
import { nextRung, rungVerdict, unreadable } from '../../jobs/delivery/ladder.js';
import { isPointer, isPost, lacksVideo, nonceMs, showsVideo } from '../../jobs/delivery/post.js';
import type { Job, Receipt } from '../../jobs/record/job.js';
import { isComparison } from '../../jobs/record/request.js';
import type { OutcomeReached } from '../../jobs/record/transitions.js';
import type { Clock } from '../../lib/time.js';
import type { CardFinding, FoundCards } from '../delivery/foundCards.js';
import type { PostLookup } from '../delivery/postLookup.js';
import type { DiscordApi } from '../discord/discordApi.js';
import type { Records } from '../records/records.js';
import type { JobWriter } from '../records/jobWriter.js';
import type { NextStep } from '../scheduling/engine.js';
import type { DeliveryStep } from './deliveryStep.js';

interface FoundStepParts {
	readonly found: FoundCards;
	readonly postLookup: Pick<PostLookup, 'find'>;
	readonly discord: Pick<DiscordApi, 'directChannel'>;
	readonly store: Pick<Records, 'takeNote'>;
	readonly writer: JobWriter;
	readonly delivery: Pick<DeliveryStep, 'foundTold'>;
	readonly clock: Clock;
}

/** Whether an outcome has been told already, as far as Discord shows. */
type Telling =
	| { readonly type: 'told'; readonly receipt: Omit<Receipt, 'at'> }
	| { readonly type: 'untold' }
	| { readonly type: 'unknown' }
	| { readonly type: 'again'; readonly waitMs: number };

/**
 * The first step of a job that was found open at the start, before it pays or posts: its record may be older than what
 * became of it. In doubt it is rather ended than paid for a second time.
 */
export class FoundStep {
	readonly #parts: FoundStepParts;

	constructor(parts: FoundStepParts) {
		this.#parts = parts;
	}

	/** What comes next for the job; undefined where its record may be believed, and the ordinary step is due. */
	async step(job: Job, log: Logger): Promise<NextStep | undefined> {
		if (!this.#parts.found.has(job.id)) return undefined;
		if (job.phase === 'queued' && job.acknowledged) return this.#queued(job, log);
		if (job.phase === 'delivering') return this.#delivering(job, log);
		return undefined;
	}

	/** Nothing was paid yet, says the record. */
	async #queued(job: Job, log: Logger): Promise<NextStep | undefined> {
		const { found } = this.#parts;
		const card = await found.read(job);
		if (card.type === 'again') return card;

		const isRestored = found.isRestored(job.id);
		const isWaiting = card.type === 'shows' && (card.what === 'waiting' || card.what === 'untouched');
		// Nothing is ever sent for a comparison itself.
		const isFree = isComparison(job.request) && !(card.type === 'shows' && card.what === 'told');
		if (isFree || (isWaiting && !isRestored)) {
			await this.#settle(job.id);
			return undefined;
		}
		const outcome = outcomeOf(card, isWaiting);
		log.warn({ card: card.type, isRestored }, 'the record may be older than its job; nothing is sent for it');
		await this.#parts.writer.apply(job, { type: 'outcome-reached', outcome });
		return { waitMs: 0 };
	}

	/** Nobody was told yet, says the record. */
	async #delivering(job: Job, log: Logger): Promise<NextStep | undefined> {
		const { clock, delivery, found, writer } = this.#parts;
		const { attempt } = job.delivery;
		// While the nonce is known, Discord itself takes a second post for the first.
		if (attempt && isPost(attempt.rung) && clock.now() < attempt.startedAt + nonceMs) return undefined;

		if (attempt?.pointerOwed === true) {
			const card = await found.read(job);
			if (card.type === 'again') return card;
			if (card.type === 'shows' && card.what === 'told' && showsVideo(card.message)) {
				await writer.apply(job, { type: 'reply-filled', receipt: receiptOf(card, job) });
				return { waitMs: 0 };
			}
		}
		const telling = await this.#telling(job);
		if (telling.type === 'again') return telling;
		if (telling.type === 'told' && attempt?.rung === telling.receipt.rung && lacksVideo(job, telling.receipt)) {
			// The attempt on record is that telling: the ordinary step finds it again, and completes it.
			await this.#settle(job.id);
			return undefined;
		}
		if (telling.type === 'told') {
			log.info({ rung: telling.receipt.rung }, 'the outcome has been told already; nothing is told again');
			await this.#settle(job.id);
			return delivery.foundTold(job, telling.receipt, log);
		}
		const rung = attempt?.rung ?? nextRung(job, replyOf(job.destination, clock.now()) !== undefined);
		if (telling.type === 'unknown' && rung !== undefined && found.isRestored(job.id)) {
			// Whether a post stands where nothing can be read, nobody knows; an edit does no harm.
			await writer.apply(job, { type: 'rung-left', rung, why: unreadable });
			if (!isPost(rung)) await this.#settle(job.id);
			return { waitMs: 0 };
		}
		await this.#settle(job.id);
		return undefined;
	}

	async #settle(id: string): Promise<void> {
		const { found, store } = this.#parts;
		if (found.isRestored(id)) await store.takeNote('restored', id);
		found.settle(id);
	}

	async #telling(job: Job): Promise<Telling> {
		const card = await this.#parts.found.read(job);
		if (card.type === 'again') return card;
		// A reply that tells is half of it where a post is to lead there.
		if (card.type === 'shows' && (card.what === 'told' || card.what === 'dropped') && !isPointer(job)) {
			return { type: 'told', receipt: receiptOf(card, job) };
		}
		const here = await this.#posted(job, 'channel');
		if (here.type === 'told' || here.type === 'again' || card.type === 'shows') return here;
		const direct = await this.#posted(job, 'direct');
		return direct.type === 'untold' && here.type === 'unknown' ? here : direct;
	}

	/** Looks for a post where one may stand. */
	async #posted(job: Job, rung: 'channel' | 'direct'): Promise<Telling> {
		const { clock, discord, postLookup } = this.#parts;
		const isFirst = nextRung({ ...job, delivery: { ...job.delivery, left: [] } }, false) === 'channel';
		if (rung === 'channel' && !isFirst) return { type: 'untold' };
		try {
			const channelId = rung === 'channel' ? job.destination.channelId : await discord.directChannel(job.requester.id);
			const attempt = { ...job.delivery.attempt, rung, startedAt: clock.now(), channelId };
			const post = await postLookup.find({ ...job, delivery: { ...job.delivery, attempt } });
			if (post.type === 'found') return { type: 'told', receipt: post.receipt };
			if (post.type === 'again') return post;
			return { type: post.type === 'absent' ? 'untold' : 'unknown' };
		} catch (error) {
			const verdict = rungVerdict(error);
			return verdict.type === 'again' ? verdict : { type: 'untold' };
		}
	}
}

/** How a job ends that its record says was never sent. */
function outcomeOf(card: CardFinding, isWaiting: boolean): OutcomeReached {
	if (card.type === 'shows' && card.what === 'dropped') return { type: 'cancelled' };
	const detail = 'the record was found older than its job, or came from a backup';
	// Where the card shows that it went on, a task may exist, and an admin may attach it.
	const code = card.type === 'shows' && !isWaiting ? 'submission-unknown' : 'interrupted';
	return { type: 'failed', failure: { code, detail } };
}

/** Where the outcome was told, by what the progress message has become: the outcome itself, or a line that leads to it. */
function receiptOf({ message }: Extract<CardFinding, { type: 'shows' }>, { destination }: Job): Omit<Receipt, 'at'> {
	const link = /\/channels\/(?:\d+|@me)\/(\d+)\/(\d+)\)/u.exec(JSON.stringify(message.components ?? []));
	const form = showsVideo(message) ? 'original' : 'words';
	if (link === null || form === 'original') {
		const rung = typeof destination.token === 'string' ? 'original' : 'progress';
		return { rung, channelId: destination.channelId, messageId: message.id, form };
	}
	return { rung: 'channel', channelId: link[1] ?? null, messageId: link[2] ?? null, form: 'original' };
}
