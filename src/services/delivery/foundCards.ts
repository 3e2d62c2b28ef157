import type { APIMessage } from 'discord.js';
import { lastReplyOf } from '../../discord/destination.js';
import { DiscordProblem } from '../../discord/discordProblem.js';
import { mayEditProgress } from '../../jobs/delivery/ladder.js';
import type { Job } from '../../jobs/record/job.js';
import type { Environment } from '../../lib/environment.js';
import { seconds } from '../../lib/time.js';
import { shownCard, shownPart, type ShownCard } from '../../messages/cards/shownCard.js';
import type { DiscordApi } from '../discord/discordApi.js';
import type { Records } from '../records/records.js';
import { unread } from './postLookup.js';

/** What stands where a job's progress message should be. */
export type CardFinding =
	| { readonly type: 'shows'; readonly what: ShownCard; readonly message: APIMessage }
	/** It was deleted. */
	| { readonly type: 'gone' }
	/** Only its token could read it, and that has ended; or what it shows is not about this telling. */
	| { readonly type: 'unreadable' }
	/** No answer: ask again, after this long at least. */
	| { readonly type: 'again'; readonly waitMs: number };

interface FoundCardsParts extends Pick<Environment, 'clock' | 'log'> {
	readonly discord: Pick<DiscordApi, 'message' | 'original'>;
	readonly store: Pick<Records, 'get'>;
}

/** What is known of one job that was found open. */
interface Found {
	readonly isRestored: boolean;
	/** Once its card has been read. */
	finding?: CardFinding;
	reading?: Promise<CardFinding>;
	/** A reply that Discord does not know may be known in a moment, so it is asked twice. */
	denials: number;
	notBefore: number;
}

const pauseMs = seconds(5);

/**
 * The jobs that this process found open when it started. A store is not time: it may come from a backup, or from a machine
 * that was set back, and such a job may have gone on since. So what stands at Discord is asked before anything is written
 * over it, posted or paid for. One entry for each open job of the start, until it has been looked at.
 */
export class FoundCards {
	readonly #parts: FoundCardsParts;
	readonly #jobs = new Map<string, Found>();

	constructor(parts: FoundCardsParts) {
		this.#parts = parts;
	}

	/** @param restored those that an operator has put in place from a backup */
	add(ids: Iterable<string>, restored: ReadonlySet<string>): void {
		for (const id of ids) this.#jobs.set(id, { isRestored: restored.has(id), denials: 0, notBefore: 0 });
	}

	/** Whether nobody has made sure yet how this job stands. */
	has(id: string): boolean {
		return this.#jobs.has(id);
	}

	/** Whether its record certainly comes from a backup. */
	isRestored(id: string): boolean {
		return this.#jobs.get(id)?.isRestored === true;
	}

	/** From now on its record tells all. */
	settle(id: string): void {
		this.#jobs.delete(id);
	}

	get size(): number {
		return this.#jobs.size;
	}

	/** What its progress message shows; read once. */
	async read(job: Job): Promise<CardFinding> {
		const found = this.#jobs.get(job.id) ?? { isRestored: false, denials: 0, notBefore: 0 };
		if (found.finding !== undefined) return found.finding;
		const early = found.notBefore - this.#parts.clock.now();
		if (early > 0) return { type: 'again', waitMs: early };
		found.reading ??= this.#read(job, found).finally(() => delete found.reading);
		return found.reading;
	}

	async #read(job: Job, found: Found): Promise<CardFinding> {
		const { clock, log } = this.#parts;
		const finding = await this.#ask(job, found);
		if (finding.type === 'again') {
			found.notBefore = clock.now() + Math.max(pauseMs, finding.waitMs);
			return { type: 'again', waitMs: Math.max(pauseMs, finding.waitMs) };
		}
		found.finding = finding;
		const what = finding.type === 'shows' ? finding.what : finding.type;
		log.debug({ jobId: job.id, phase: job.phase, what }, 'the card of a job found open was read');
		return finding;
	}

	async #ask(job: Job, found: Found): Promise<CardFinding> {
		// What is told with others has no card of its own; before it is sent, that of the comparison tells of it.
		const of = job.comparison?.of;
		const card = of ? await this.#parts.store.get(of) : job;
		if (card === undefined || (of && job.phase !== 'queued')) return { type: 'unreadable' };
		return this.#look(job, card, found);
	}

	/** @param card the job whose card it is */
	async #look(job: Job, card: Job, found: Found): Promise<CardFinding> {
		const { clock, discord } = this.#parts;
		const shows = (message: APIMessage): CardFinding => {
			const what = card === job ? shownCard(message, job) : shownPart(message, card, job.id);
			return { type: 'shows', what, message };
		};
		// The card of one that is told again, or that goes on from another, shows an earlier telling.
		if (job.delivery.again || job.lineage?.kind === 'reconcile') return { type: 'unreadable' };
		const { channelId, messageId } = card.destination;
		const reply = lastReplyOf(card.destination, clock.now());
		try {
			if (reply !== undefined && found.denials < 2) return shows(await discord.original(reply));
			if (!mayEditProgress(card)) return { type: 'unreadable' };
			return shows(await discord.message(channelId, messageId ?? ''));
		} catch (error) {
			if (error instanceof DiscordProblem && error.kind === 'token-dead') {
				found.denials += 1;
				return { type: 'again', waitMs: 0 };
			}
			const verdict = unread(error);
			return verdict.type === 'absent' ? { type: 'gone' } : verdict;
		}
	}
}
