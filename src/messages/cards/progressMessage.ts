import type { Job, Receipt } from '../../jobs/record/job.js';
import { isComparison, isJoin } from '../../jobs/record/request.js';
import type { Thumbnail } from '../../jobs/delivery/thumbnail.js';
import { isPublic, mayEditProgress } from '../../jobs/delivery/ladder.js';
import { buttonRows, jobButton } from '../parts/buttons.js';
import { card, heading, small, text, type Tone } from '../parts/card.js';
import { comparedLines } from '../parts/comparedLines.js';
import { discordTime, messageLink } from '../parts/markdown.js';
import { factsLine, forMember, lineageLine, noticeLines, promptLine, wordsFor } from '../parts/jobLines.js';
import { messageBody, type MessageBody } from '../../discord/messageBody.js';
import { thumbnailFiles, withThumbnail } from './thumbnail.js';
import { ComponentType } from 'discord-api-types/v10';

/** What a progress card shows besides the record. */
export interface ProgressView {
	readonly now: number;
	/** Of a comparison: how its jobs stand. */
	readonly compared?: readonly Job[] | undefined;
	/** Place in line, from 1. */
	readonly place?: number | undefined;
	/** Place in the member's own line, from 1: it starts when one of theirs is done. */
	readonly ownPlace?: number | undefined;
	/** How long this model usually takes here. */
	readonly usual?: { readonly fromMs: number; readonly toMs: number } | undefined;
	/** No creates are started at present. */
	readonly paused?: boolean | undefined;
	/** The last edit that this message can have: its token ends, and nothing else can reach it. */
	readonly leaving?: boolean | undefined;
	/** Without the member's own words, which the server's filter refuses. */
	readonly neutral?: boolean | undefined;
	/** What the job begins with, small. */
	readonly thumbnail?: Thumbnail | undefined;
}

/** The one message that shows how a job is doing, as it is now. Nothing on it ages between edits but what ticks by itself. */
export function progressMessage(job: Job, view: ProgressView): MessageBody {
	const { states } = wordsFor(job).cards;
	const state = stateOf(job, view);
	const lines = view.leaving === true ? leavingLines(job, state) : stateLines(job, view, state);
	const body = messageBody(
		card(
			tones[state],
			withThumbnail(job, view, text(heading(states[state]), forMember(job), ...lines)),
			text(promptLine(job, view.neutral === true)),
			text(small(factsLine(job)), lineageLine(job), ...noticeLines(job, view.neutral === true)),
			...buttonRows(buttonsOf(job, view, state)),
		),
	);
	return { ...body, ...thumbnailFiles(job, view) };
}

type State = 'comparing' | 'preparing' | 'queued' | 'retrying' | 'submitting' | 'generating' | 'late' | 'delivering';

const tones: Readonly<Record<State, Tone>> = {
	comparing: 'working',
	preparing: 'waiting',
	queued: 'waiting',
	retrying: 'waiting',
	submitting: 'working',
	generating: 'working',
	late: 'late',
	delivering: 'working',
};

function stateOf(job: Job, { now }: ProgressView): State {
	switch (job.phase) {
		case 'queued':
			if (isComparison(job.request)) return 'comparing';
			if (isJoin(job.request)) return 'generating';
			if ((job.submission.notBefore ?? 0) > now) return 'retrying';
			return job.request.pictures.length > 0 && !job.pictures ? 'preparing' : 'queued';
		case 'submitting':
			return 'submitting';
		case 'generating':
			return job.lateAt ? 'late' : 'generating';
		case 'delivering':
		case 'closed':
			return 'delivering';
	}
}

function stateLines(job: Job, view: ProgressView, state: State): (string | undefined)[] {
	const { cards } = wordsFor(job);
	const began = job.submission.acceptedAt ?? job.submission.startedAt ?? job.createdAt;
	const start = cards.began({ when: discordTime(began, 'R') });

	switch (state) {
		case 'comparing':
			return comparedLines(job, view.compared);
		case 'preparing':
			return [cards.preparing];
		case 'queued':
			return [
				view.ownPlace === undefined ? undefined : cards.ownPlace({ place: view.ownPlace }),
				view.place === undefined ? undefined : cards.place({ place: view.place }),
				view.paused === true ? cards.paused : undefined,
			];
		case 'retrying':
			return [
				cards.retrying({ when: discordTime(job.submission.notBefore ?? view.now, 'R') }),
				view.paused === true ? cards.paused : undefined,
			];
		case 'submitting':
			return [cards.submitting];
		case 'generating':
			if (isJoin(job.request)) return [cards.joining({ count: job.request.source?.pieces?.length ?? 0 })];
			return [progressLine(job, view), start];
		case 'late':
			return [cards.late, progressLine(job, { ...view, usual: undefined }), start];
		case 'delivering':
			return [isBeingFetched(job) ? cards.fetching : cards.delivering];
	}
}

/** The video has been asked for in vain, and will be asked for again. */
const isBeingFetched = ({ delivery, media }: Job): boolean =>
	delivery.fetchTries > 0 && !media && typeof delivery.fetchProblem !== 'string';

/** What would soon be wrong on a card that stands still is left out; what ticks by itself stays. */
function leavingLines(job: Job, state: State): (string | undefined)[] {
	const began = state === 'generating' || state === 'late' ? stateLines(job, { now: 0 }, state).at(-1) : undefined;
	const { leaving, leavingOpenly } = wordsFor(job).cards;
	return [began, isPublic(job) && mayEditProgress(job) ? leavingOpenly : leaving];
}

const buttonsOf = (job: Job, view: ProgressView, state: State): ReturnType<typeof jobButton>[] => [
	...(view.leaving === true ? [jobButton(job, 'fetch')] : []),
	...(state === 'delivering' ? [] : [jobButton(job, 'cancel')]),
];

/** The provider's own percentage when there is one, else what recent jobs tell; never a bar made up by us. */
function progressLine(job: Job, { usual }: ProgressView): string | undefined {
	const { cards } = wordsFor(job);
	const { percent } = job.looking;
	if (typeof percent === 'number' && percent > 0) return `${cards.progress({ value: percent })} ${bar(percent)}`;
	return usual === undefined ? undefined : cards.usual(usual);
}

const barLength = 12;

function bar(percent: number): string {
	const filled = Math.min(barLength, Math.floor((percent / 100) * barLength));
	return '▰'.repeat(filled) + '▱'.repeat(barLength - filled);
}

/**
 * What is left of the progress message once the outcome has been told elsewhere: one line that leads there. Without a
 * receipt the outcome is kept, and a button hands it out.
 */
export function progressClosed(job: Job, receipt: Omit<Receipt, 'at'> | undefined): MessageBody {
	const { closed } = wordsFor(job).cards;
	if (receipt === undefined || receipt.rung === 'kept') return keptLine(job);
	if (receipt.rung === 'direct') return line(closed.direct);

	const { guildId } = job.destination;
	const channelId = receipt.channelId ?? job.destination.channelId;
	const url = messageLink(guildId, channelId, receipt.messageId ?? '');
	return line(receipt.messageId ? closed.link({ url }) : closed.channel);
}

function keptLine(job: Job): MessageBody {
	const body = line(wordsFor(job).cards.closed.kept);
	return {
		...body,
		components: [...body.components, ...buttonRows([jobButton(job, 'fetch'), jobButton(job, 'delete')])],
	};
}

/** What the card showed goes with it. */
const line = (content: string): MessageBody => ({
	...messageBody({ type: ComponentType.TextDisplay, content }),
	attachments: [],
});
