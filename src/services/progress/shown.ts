import type { MessageBody } from '../../discord/messageBody.js';
import type { Job } from '../../jobs/record/job.js';
import type { ProgressThumbnail } from '../media/pictures/thumbnails.js';

/** What is known of one job's progress message; lost with the process, which costs one edit. */
export interface Shown {
	job: Job;
	thumbnail: ProgressThumbnail | undefined;
	/** The body sent last, files apart; then the last one that Discord has accepted. */
	sent: string | undefined;
	text: string | undefined;
	editedAt: number;
	/** Edits in a row that were not taken. */
	failures: number;
	/** No edit before this time, ms: Discord has asked for a pause, or does not answer. */
	notBefore: number;
	inHand: Promise<void> | undefined;
	/** Takes back the edit that is planned for later. */
	cancel: (() => void) | undefined;
	/** Takes back the edit that is planned for the end of the token. */
	stay: (() => void) | undefined;
	/** AutoMod refused the member's words here: shown without them. */
	neutral: boolean;
	tokenDead: boolean;
	gone: boolean;
	/** The bot's own token may not edit here. */
	mute: boolean;
}

/** A file that goes along is no change of what the message shows. */
export const textOf = (body: MessageBody): string => JSON.stringify({ ...body, attachments: undefined });

/** Nothing of it is known yet. */
export const begin = (job: Job, thumbnail: ProgressThumbnail | undefined): Shown => ({
	job,
	thumbnail,
	sent: undefined,
	text: undefined,
	editedAt: Number.NEGATIVE_INFINITY,
	inHand: undefined,
	cancel: undefined,
	stay: undefined,
	failures: 0,
	notBefore: 0,
	neutral: false,
	tokenDead: false,
	gone: false,
	mute: false,
});
