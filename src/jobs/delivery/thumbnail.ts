import { DiscordProblem, type DiscordProblemKind } from '../../discord/discordProblem.js';
import type { Job } from '../record/job.js';

/** The small picture on a card. */
export interface Thumbnail {
	/** What the file is called: ASCII and ours, and another one for each picture that a message may show. */
	readonly name: string;
	/** Goes along with the message; without it the message holds a file of that name already. */
	readonly file?: ThumbnailFile | undefined;
}

interface ThumbnailFile {
	readonly name: string;
	readonly blob: Blob;
	/** How long its upload may keep the card waiting. */
	readonly timeoutMs: number;
}

/** What the picture that the job begins with is called on its cards. */
export const startName = ({ id }: Pick<Job, 'id'>): string => `reelay-${id.replace(/\W/gu, '')}-start.jpg`;

/** What the first frame of the result is called. */
export const frameName = ({ id }: Pick<Job, 'id'>): string => `reelay-${id.replace(/\W/gu, '')}-frame.jpg`;

/** Whether the job begins with a picture, and that has turned out good. */
export const hasStart = ({ pictures }: Pick<Job, 'pictures'>): boolean =>
	pictures?.some(({ role }) => role === 'image') === true;

/**
 * Sends a card with its small picture, and at once without it where that may have been what Discord refused or did not
 * answer: a picture neither fails a card nor delays it. Only for what may be repeated: an edit, or a post with a nonce.
 * @throws what `send` throws without a picture, or for a reason that no picture can have
 */
export async function orWithout<T>(
	thumbnail: Thumbnail | undefined,
	send: (thumbnail: Thumbnail | undefined) => Promise<T>,
): Promise<T> {
	if (thumbnail === undefined) return send(undefined);
	try {
		return await send(thumbnail);
	} catch (error) {
		if (!mayBeItsFault(thumbnail, error)) throw error;
		return send(undefined);
	}
}

/** What a file may be refused for, or be lost with. */
const faults: ReadonlySet<DiscordProblemKind> = new Set([
	'forbidden',
	'no-uploads',
	'too-large',
	'unwanted-file',
	'invalid',
	'unanswered',
]);

/** Whether the same message may fare better without its picture; one that names a picture it has not is invalid. */
export const mayBeItsFault = ({ file }: Thumbnail, error: unknown): boolean =>
	error instanceof DiscordProblem && (file === undefined ? error.kind === 'invalid' : faults.has(error.kind));
