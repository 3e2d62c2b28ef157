import { asMade } from '../record/leftTask.js';
import { isErased, type Job, type KeptMedia } from '../record/job.js';

/** A film that was told in continuations has at most so many pieces … */
export const mostPieces = 20;
/** … and these are together at most so long and so large: ffmpeg has minutes for them, and our disk an end. */
export const mostJoinedSeconds = 300;
export const mostJoinedBytes = 1_000_000_000;

/** A job whose video is with us. */
export type Piece = Job & { readonly media: KeptMedia };

/** The job whose video this one goes on from; nothing where the film begins with it. */
export const earlierOf = ({ lineage }: Pick<Job, 'lineage'>): string | undefined =>
	lineage?.kind === 'continue' ? lineage.jobId : undefined;

/** The job as a piece, if its video is kept on record. */
export function pieceOf(job: Job | undefined): Piece | undefined {
	if (job === undefined || isErased(job)) return undefined;
	const made = asMade(job);
	return made.outcome?.type === 'succeeded' && made.media ? { ...made, media: made.media } : undefined;
}

/** A film is this much longer (seconds) than the one that it goes on from only if it holds that one. */
const clearlyLonger = 1;

/**
 * Whether a video holds the one before it: what a family makes longer by itself, some give back whole and some without its
 * beginning. A frame that another video begins with is no more than that.
 */
export function holdsEarlier(piece: Piece, earlier: Piece): boolean {
	if (piece.request.action !== 'extend') return false;
	const { media } = piece;
	// In doubt nothing is shown twice.
	if (!media.seconds || !earlier.media.seconds) return true;
	return media.seconds >= earlier.media.seconds + clearlyLonger;
}

/** Whether pieces are too long or too large together. */
export function isTooMuch(pieces: readonly Piece[]): boolean {
	const sum = (of: (media: KeptMedia) => number): number => pieces.reduce((total, { media }) => total + of(media), 0);
	return (
		pieces.length > mostPieces ||
		sum(({ seconds }) => seconds ?? 0) > mostJoinedSeconds ||
		sum(({ bytes }) => bytes) > mostJoinedBytes
	);
}
