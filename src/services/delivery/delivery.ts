import type { Logger } from 'pino';
import { DiscordProblem, refusedFor } from '../../discord/discordProblem.js';
import type { Job, Receipt, Rung } from '../../jobs/record/job.js';
import {
	botRefused,
	isModeratedOpenly,
	mayEditProgress,
	whyLeft,
	rungVerdict,
	type RungVerdict,
} from '../../jobs/delivery/ladder.js';
import { isPointer } from '../../jobs/delivery/post.js';
import { lastReplyOf, replyOf, type Reply } from '../../discord/destination.js';
import { orWithout, startName, type Thumbnail } from '../../jobs/delivery/thumbnail.js';
import { seconds, sleep, type Clock } from '../../lib/time.js';
import type { MessageBody } from '../../discord/messageBody.js';
import { progressClosed } from '../../messages/cards/progressMessage.js';
import { pointerMessage } from '../../messages/cards/pointer.js';
import { declinedNotice } from '../../messages/cards/failureText.js';
import type { DiscordApi } from '../discord/discordApi.js';
import type { Thumbnails } from '../media/pictures/thumbnails.js';
import type { Attachments } from './attachments.js';
import { uploadsOf, type ResultAttachment, type ResultForm } from './resultForm.js';
import { NonceWindow } from './nonceWindow.js';
import { Sending } from './sending.js';
import { tellQuietly } from './quietTelling.js';
import type { ResultViews } from './resultViews.js';
import type { UploadLimit } from '../discord/uploadLimit.js';

interface DeliveryParts {
	readonly discord: DiscordApi;
	readonly attachments: Attachments;
	readonly uploadLimit: UploadLimit;
	readonly clock: Clock;
	readonly views: ResultViews;
	readonly thumbnails: Pick<Thumbnails, 'onDelivery'>;
}

type ReceiptFacts = Omit<Receipt, 'at'>;

type PostTarget =
	| { readonly type: 'here'; readonly channelId: string | undefined }
	| { readonly type: 'left'; readonly why: string }
	| { readonly type: 'again'; readonly waitMs: number };

type Sent = { readonly type: 'made'; readonly receipt: ReceiptFacts } | RungVerdict;

/** How an outcome is told. */
export interface Attempt {
	/** An earlier attempt may have gone through. */
	readonly resumed: boolean;
	/** A post sent later than this might not be known by its nonce as the one that may stand already. */
	readonly before?: number;
	/** How often it has been sent, in this form or a better one, and has not been taken although Discord answers. */
	readonly unanswered?: number;
	/** The post that stands already, and lacks what it was sent with: it is edited in. */
	readonly standing?: string;
}

/** Tries of the last, merely tidying edit of the progress message. */
const tidyTries = 3;

/** Sends the outcome from the record alone, on one rung; says what became of it and leaves the saving to the step. */
export class Deliverer {
	readonly #parts: DeliveryParts;

	constructor(parts: DeliveryParts) {
		this.#parts = parts;
	}

	/** Where a rung leads: for a direct message its channel has to be asked for. */
	async place(job: Job, rung: Rung): Promise<PostTarget> {
		if (rung !== 'direct') return { type: 'here', channelId: job.destination.channelId };
		try {
			return { type: 'here', channelId: await this.#parts.discord.directChannel(job.requester.id) };
		} catch (error) {
			return rungVerdict(error);
		}
	}

	/** How the thread stands in which a job was asked for; what cannot be asked now is taken for archived still. */
	async thread({ destination }: Job): Promise<'open' | 'archived' | 'gone'> {
		try {
			return (await this.#parts.discord.isArchived(destination.channelId)) ? 'archived' : 'open';
		} catch (error) {
			const { type } = rungVerdict(error);
			return type === 'left' ? 'gone' : 'archived';
		}
	}

	/** Whether the reply takes the video whole, and a post of ours does not: its member may upload more than we may. */
	fitsReplyAlone(job: Job): Promise<boolean> {
		return this.#parts.uploadLimit.isReplyLarger(job);
	}

	/** Tells the outcome on this rung. */
	async send(job: Job, rung: Rung, attempt: Attempt, log: Logger): Promise<Sent> {
		const { resumed } = attempt;
		const reply = replyOf(job.destination, this.#parts.clock.now());
		try {
			if (rung === 'original' && reply === undefined)
				return { type: 'left', why: whyLeft(job, resumed, 'token-expired') };
			const { discord, views } = this.#parts;
			const quiet = rung === 'original' && reply && (await tellQuietly(job, { reply, resumed, discord, views }));
			if (quiet) return { type: 'made', receipt: quiet };
			return await this.#sendParcel(job, rung, { ...attempt, reply }, log);
		} catch (error) {
			log.debug({ err: error, rung }, 'telling refused or unanswered');
			// The reply has a token of its own. An attempt that may have gone through leads nowhere else, though.
			const other = reply !== undefined && rung === 'channel' && !resumed;
			return other && isBotRefused(error) ? { type: 'left', why: botRefused } : rungVerdict(error);
		}
	}

	/**
	 * Tidies up after the telling: copies go, and the progress message becomes one line that says where the outcome is, or
	 * how to ask for it. Best effort, never a failure.
	 */
	async finish(job: Job, receipt: ReceiptFacts | undefined, log: Logger): Promise<void> {
		await this.#parts.attachments.discard(job.id, log);
		if (receipt !== undefined && (receipt.rung === 'original' || receipt.rung === 'progress')) return;
		const isQuiet = receipt !== undefined && isModeratedOpenly(job);
		const body = isQuiet ? declinedNotice(job) : progressClosed(job, receipt);

		let { destination } = job;
		for (let tries = 1; ; tries += 1) {
			try {
				await this.#editProgress({ ...job, destination }, body);
				return;
			} catch (error) {
				const sent = rungVerdict(error);
				if (sent.type === 'left' && sent.why === 'token-dead' && mayEditProgress(job) && tries < tidyTries) {
					destination = { ...destination, token: null };
					continue;
				}
				if (sent.type !== 'again' || tries >= tidyTries) {
					log.warn({ err: error }, 'the progress message could not be closed');
					return;
				}
				await sleep(this.#parts.clock, seconds(tries));
			}
		}
	}

	async #editProgress(job: Job, body: MessageBody): Promise<void> {
		const { discord, clock } = this.#parts;
		// Where nothing else can edit it, these are its last words.
		const replyIn = mayEditProgress(job) ? replyOf : lastReplyOf;
		const reply = replyIn(job.destination, clock.now());
		if (reply !== undefined) await discord.editOriginal(reply, body);
		else if (mayEditProgress(job)) {
			await discord.editMessage(job.destination.channelId, job.destination.messageId ?? '', body);
		}
	}

	/** First with the file as it fits, then smaller, then as a link; and without the member's words where they are blocked. */
	async #sendParcel(
		job: Job,
		rung: Rung,
		{ reply, before, standing, unanswered = 0 }: Attempt & { readonly reply: Reply | undefined },
		log: Logger,
	): Promise<Sent> {
		const { attachments } = this.#parts;
		let form: ResultForm = { attachment: await this.#pack(job, rung, log), neutral: false };
		for (let step = 0; step < unanswered; step += 1) {
			form = (await attachments.next(job, form, 'unanswered', log)) ?? form;
		}
		const { discord, clock } = this.#parts;
		const sending = new Sending({ job, rung, reply, standing, discord, nonce: new NonceWindow(clock) });

		for (;;) {
			const videos = uploadsOf(form.attachment);
			const how = form;
			try {
				const picture = how.attachment.isBarred ? undefined : await this.#thumbnail(job, rung, how.attachment.form);
				// Fitting a video and drawing a picture take their time, the nonce does not wait.
				if (before !== undefined && clock.now() >= before) return tooLateForNonce;
				const message = await orWithout(picture, async (thumbnail) => {
					const body = await this.#body(job, rung, { ...how, thumbnail });
					return sending.send(body, { videos, picture: thumbnail?.file });
				});
				const channelId = job.delivery.attempt?.channelId ?? job.destination.channelId;
				return { type: 'made', receipt: { rung, channelId, messageId: message.id, form: how.attachment.form } };
			} catch (error) {
				const kind = error instanceof DiscordProblem ? refusedFor(error, videos.length > 0) : undefined;
				const next = kind && kind !== 'unanswered' ? await attachments.next(job, form, kind, log) : undefined;
				if (next !== undefined) form = next;
				else if (!sending.standAlone(error)) throw error;
				const { attachment, neutral } = form;
				log.warn({ kind, form: attachment.form, neutral }, 'Discord refused the message; sending another form');
			}
		}
	}

	/** What goes along; a post that leads to the reply has nothing of its own. */
	async #pack(job: Job, rung: Rung, log: Logger): Promise<ResultAttachment> {
		const { attachments, uploadLimit } = this.#parts;
		if (isLeading(job, rung)) return { form: 'words', bytes: 0 };
		return attachments.pack(job, await uploadLimit.of(job, rung), log);
	}

	/** An edit of the progress message for a telling in words finds the picture there, if it has been sent once. */
	async #thumbnail(job: Job, rung: Rung, form: ResultAttachment['form']): Promise<Thumbnail | undefined> {
		// A picture that no place takes is not tried first.
		if (isLeading(job, rung) || (await this.#parts.uploadLimit.of(job, rung)) === 0) return undefined;
		const isEdit = rung === 'original' || rung === 'progress';
		if (isEdit && form === 'words' && job.destination.thumbnail === true) return { name: startName(job) };
		return this.#parts.thumbnails.onDelivery(job, form);
	}

	async #body(job: Job, rung: Rung, { attachment, neutral, thumbnail }: MessageForm): Promise<MessageBody> {
		if (isLeading(job, rung)) return pointerMessage(job);
		// An edit notifies nobody, and a direct message does so by itself.
		const mention = rung === 'channel';
		const direct = rung === 'direct';
		return this.#parts.views.message(job, attachment, { mention, direct, neutral, thumbnail });
	}
}

interface MessageForm extends ResultForm {
	readonly thumbnail: Thumbnail | undefined;
}

/** The reply tells already, and this post leads there. */
const isLeading = (job: Job, rung: Rung): boolean => rung === 'channel' && isPointer(job);

const isBotRefused = (error: unknown): boolean => error instanceof DiscordProblem && error.kind === 'unauthorized';

const tooLateForNonce = { type: 'again', why: 'made ready too late for its nonce', waitMs: 0 } as const;
