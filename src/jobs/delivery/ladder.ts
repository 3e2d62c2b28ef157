import type { Job, Rung } from '../record/job.js';
import { seconds } from '../../lib/time.js';
import { replyEndsAt } from '../../discord/destination.js';
import { DiscordProblem } from '../../discord/discordProblem.js';
import { grants } from '../../discord/permissions.js';

/**
 * The highest rung of delivery that this job allows and that has not been left, or `undefined` when only the record is
 * left to keep the outcome.
 * @param tokenAlive whether the interaction's token may still be used
 */
export function nextRung(job: Job, tokenAlive: boolean): Exclude<Rung, 'kept'> | undefined {
	const { left } = job.delivery;
	const hasReply = canReply(job, tokenAlive);
	// The bot's token may be taken again by then; there is no better way left to wait on.
	const closed = new Set(left.filter(({ why }) => hasReply || why !== botRefused).map(({ rung }) => rung));
	return rungs(job, tokenAlive).find((rung) => !closed.has(rung));
}

/** Whether the reply may still be edited with its own token. */
export const canReply = ({ delivery }: Job, tokenAlive: boolean): boolean =>
	tokenAlive && !delivery.left.some(({ rung }) => rung === 'original');

/** Discord's codes for a thread that is archived, or locked. */
const shutCodes: ReadonlySet<string> = new Set(['forbidden 50083', 'forbidden 160005']);

/** A rung is tried so often that is refused for an archived thread; what is refused in an open one all the same is closed. */
const mostShut = 3;

/** A rung that a thread's being archived closed. */
interface ShutRung {
	readonly rung: Exclude<Rung, 'kept'>;
	/** When it was refused last, ms. */
	readonly at: number;
}

/**
 * A rung that is the way again once the thread is opened: for when no other is left.
 * @param tokenAlive whether the interaction's token may still be used
 */
export function shutRung(job: Job, tokenAlive: boolean): ShutRung | undefined {
	const { left } = job.delivery;
	for (const rung of rungs(job, tokenAlive)) {
		const own = left.filter((each) => each.rung === rung);
		const last = own.at(-1);
		if (last && shutCodes.has(last.why) && own.length < mostShut) return { rung, at: last.at };
	}
	return undefined;
}

/** Why a rung is left for the reply, whose own token still lives: Discord refuses the bot's, for now. */
export const botRefused = 'bot-refused';

/** Why a rung is left whose unanswered post can be neither repeated nor found. */
export const unreadable = 'unreadable';

/** Why nothing is told openly any more: the guild has named the place as one where answers are private. */
export const nowPrivate = 'now-private';

/** Whether telling the outcome would show others what they have not seen, and may still be kept from them. */
export const showsOpenly = (job: Job): boolean =>
	isPublic(job) &&
	job.destination.context === 'guild' &&
	job.outcome?.type !== 'cancelled' &&
	!job.delivery.inReply &&
	!isHushed(job);

const isHushed = ({ delivery }: Job): boolean => delivery.left.some(({ why }) => why === nowPrivate);

/** Why the reply is left. One that may tell the outcome already is rather edited with the bot's own token than told elsewhere. */
export const whyLeft = (job: Job, resumed: boolean, why: string): string =>
	resumed && mayEditProgress(job) ? unreadable : why;

function rungs(job: Job, tokenAlive: boolean): Exclude<Rung, 'kept'>[] {
	const reply: Exclude<Rung, 'kept'>[] = tokenAlive ? ['original'] : [];
	const direct: Exclude<Rung, 'kept'>[] = job.destination.context === 'bot-dm' && mayPost(job) ? [] : ['direct'];
	const progress: Exclude<Rung, 'kept'>[] = mayEditProgress(job) ? ['progress'] : [];

	// All that is owed is a post that leads to the reply.
	if (job.delivery.inReply) return ['channel'];
	// Whoever cancels is looking at the message already: it is edited, and nobody is pinged.
	if (job.outcome?.type === 'cancelled') return [...reply, ...progress, ...direct];
	const mayStand = job.delivery.left.some(({ why }) => why === unreadable);
	// What may stand already is not told a second time; the card's button has it.
	if (isHushed(job)) return mayStand ? [] : direct;
	// Told in private or not at all; where it may have been told, the card's button has it.
	if (isModeratedOpenly(job)) return mayStand ? reply : [...reply, ...direct];
	// A post may stand in a channel whose history we may not read: a second one is worse than an edit.
	if (mayStand) return [...reply, ...progress];
	// A rejected picture is told privately while that is possible.
	if (isRejectedPicture(job)) return [...reply, ...direct];
	return [...(mayPost(job) ? (['channel'] as const) : []), ...reply, ...direct];
}

/** The outcome that is told in private and leaves no public trace: the picture turned out bad, nothing was paid. */
export const isRejectedPicture = (job: Job): boolean =>
	job.outcome?.type === 'failed' && job.outcome.failure.code === 'picture';

/** What a provider's safety check declined, asked for where others see it: no affair of theirs. */
export const isModeratedOpenly = (job: Job): boolean =>
	job.outcome?.type === 'failed' &&
	job.outcome.failure.code.startsWith('moderated') &&
	isPublic(job) &&
	job.destination.context !== 'bot-dm';

/** Whether everybody in the channel may see the outcome. An ephemeral reply, asked for or forced by Discord, is private. */
export const isPublic = (job: Job): boolean => !job.request.private && !job.destination.ephemeral;

/** Whether the bot user can see the reply, and so edit it with its own token, as far as the interaction told. */
export function mayEditProgress(job: Job): boolean {
	const { context, ephemeral, guildInstalled, messageId } = job.destination;
	if (ephemeral || messageId === null || messageId === undefined) return false;
	return context === 'bot-dm' || (context === 'guild' && guildInstalled);
}

function mayPost(job: Job): boolean {
	const { context, guildInstalled, permissions } = job.destination;
	if (!isPublic(job)) return false;
	if (context === 'bot-dm') return true;
	if (context !== 'guild' || !guildInstalled) return false;

	// Where only files are forbidden, words and links are not.
	return grants(permissions, 'sendMessages', 'sendMessagesInThreads') && grants(permissions, 'viewChannel');
}

/**
 * The last edit, which says how the outcome will come, is first tried this long before the token is used for nothing else, and
 * one edit's wait more: time to repeat it in, with the token's very last minute.
 */
const farewellMs = seconds(50);

/**
 * When a progress message says its last that only its token can edit, ms: one whose place is closed to the bot's own token,
 * or has not let it prove that it is open.
 * @param editMs least time between two edits
 */
export const farewellAt = (job: Job, editMs: number): number => replyEndsAt(job.destination) - farewellMs - editMs;

export type RungVerdict =
	/** Definitely refused: the next rung is due. */
	| { readonly type: 'left'; readonly why: string }
	/** No answer, or a wait was asked for: the same rung again, later. */
	| { readonly type: 'again'; readonly why: string; readonly waitMs: number; readonly silent?: boolean };

/** What a problem of Discord's means for the rung on which an outcome was being told; throws anything else. */
export function rungVerdict(error: unknown): RungVerdict {
	if (!(error instanceof DiscordProblem)) throw error;
	switch (error.kind) {
		case 'busy':
		case 'unanswered':
		case 'unauthorized':
			return { type: 'again', why: error.message, waitMs: error.retryAfterMs, silent: error.kind === 'unanswered' };
		case 'token-dead':
			return { type: 'left', why: 'token-dead' };
		case 'gone':
		case 'forbidden':
		case 'no-uploads':
		case 'too-large':
		case 'unwanted-file':
		case 'unwanted-link':
		case 'stripped':
		case 'blocked':
		case 'late':
		case 'answered':
		case 'invalid':
			return { type: 'left', why: `${error.kind} ${error.code}` };
	}
}
