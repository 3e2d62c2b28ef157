import { longestButtonUrl } from '../../discord/messageLimits.js';
import { type APIActionRowComponent, type APIButtonComponent } from 'discord-api-types/v10';
import type { FailureCode } from '../../jobs/record/failure.js';
import type { Job, Outcome, Receipt } from '../../jobs/record/job.js';
import { isJoin } from '../../jobs/record/request.js';
import { isRefunded } from '../../jobs/accounting/ledger.js';
import type { Thumbnail } from '../../jobs/delivery/thumbnail.js';
import { buttonRows, jobButton, linkButton } from '../parts/buttons.js';
import { card, heading, small, text, type Tone } from '../parts/card.js';
import { webAddress } from '../parts/markdown.js';
import { cutButton, failureText, providerSaid } from './failureText.js';
import { factsLine, lineageLine, noticeLines, promptLine, wordsFor } from '../parts/jobLines.js';
import { messageBody, type MessageBody } from '../../discord/messageBody.js';
import { attachment, shownFile } from './resultFile.js';
import { addressLine, linkLines, longestLink, mentioning, type TellingView } from './tellingParts.js';
import { thumbnailFiles, withThumbnail } from './thumbnail.js';

/** What a telling shows besides the record. */
export interface ResultView extends TellingView {
	/** How the video goes along; `words` for every outcome that has none. */
	readonly form: Receipt['form'];
	/** The uploaded file's name, if it is not the job's own. */
	readonly fileName?: string | undefined;
	readonly link?: string | undefined;
	/** What a member should know of the file: made smaller, made anew so that it plays, or left as it came. */
	readonly note?: 'smaller' | 'converted' | 'may-not-play' | undefined;
	/** The family can build on its own result: remix it, or make it longer. */
	readonly remixable?: boolean | undefined;
	readonly extendable?: boolean | undefined;
	/** Another model can make it sharper. */
	readonly upscalable?: boolean | undefined;
	/** It goes on from videos that are with us, and can become one film with them. */
	readonly joinable?: boolean | undefined;
	/** False where no last frame can be taken, so that only an extendable video can be continued. */
	readonly frames?: boolean | undefined;
	/** Where no video goes along: its first frame, or what the job began with, small. */
	readonly thumbnail?: Thumbnail | undefined;
}

/** The message that tells how a job ended: the video, or a plain reason. */
export function resultMessage(job: Job, view: ResultView): MessageBody {
	const { outcome } = job;
	if (outcome?.type === 'succeeded') return succeeded(job, outcome, view);

	const { states, cancelled } = wordsFor(job).cards;
	if (outcome?.type === 'failed') {
		const unsure = outcome.failure.code === 'submission-unknown';
		const title = unsure ? states.unknown : states.failed;
		return ended(job, view, unsure ? 'late' : 'bad', title, failureText(job, outcome.failure));
	}
	const why = outcome?.submitted === false ? cancelled.unpaid : cancelled.submitted;
	return ended(job, view, 'quiet', states.cancelled, why);
}

function noteLine(job: Job, { form, note }: ResultView): ReturnType<typeof text> {
	const { cards } = wordsFor(job);
	if (note === 'may-not-play') return text(small(cards.mayNotPlay));
	if (form !== 'reencoded') return undefined;
	return text(small(note === 'converted' ? cards.converted : cards.reencoded));
}

type Success = Extract<Outcome, { type: 'succeeded' }>;

function succeeded(job: Job, outcome: Success, view: ResultView): MessageBody {
	const { cards } = wordsFor(job);
	const here = view.form === 'original' || view.form === 'reencoded';
	const link = view.form === 'link' ? webAddress(view.link, longestLink) : undefined;
	const isReady = here || (link !== undefined && job.delivery.fetchCause !== 'unusable');
	const body = messageBody(
		card(
			isReady ? 'good' : 'late',
			withThumbnail(
				job,
				here ? {} : view,
				text(
					heading(isReady ? cards.states.succeeded : cards.states.made),
					addressLine(job, view),
					job.leftTask ? cards.madeAllTheSame : undefined,
					...(here ? [] : linkLines(job, view, link)),
				),
			),
			text(promptLine(job, view.neutral === true)),
			here ? shownFile(job, view) : undefined,
			text(
				small(`${factsLine(job)}${madeIn(job, outcome)}`),
				lineageLine(job),
				...noticeLines(job, view.neutral === true),
			),
			here ? noteLine(job, view) : undefined,
			...successRows(job, view, link),
		),
	);
	return mentioning(job, view, here ? { ...body, attachments: [attachment(job, view)] } : withFiles(job, view, body));
}

function ended(job: Job, view: ResultView, tone: Tone, title: string, why: string): MessageBody {
	const { outcome } = job;
	const failure = outcome?.type === 'failed' ? outcome.failure : undefined;
	// The server's filter may refuse the member's words in the provider's mouth too.
	const said = failure === undefined || view.neutral === true ? undefined : providerSaid(job, failure);
	const body = messageBody(
		card(
			tone,
			withThumbnail(job, view, text(heading(title), addressLine(job, view), why, said)),
			text(promptLine(job, view.neutral === true)),
			text(
				small(factsLine(job, { price: !isRefunded(job) })),
				lineageLine(job),
				...noticeLines(job, view.neutral === true),
			),
			...buttonRows(endedButtons(job, view)),
		),
	);
	return mentioning(job, view, withFiles(job, view, body));
}

/**
 * Where this card takes the place of the progress card, its first button stands where *Cancel* stood: so it must be one that
 * costs nothing.
 */
function endedButtons(job: Job, view: ResultView): APIButtonComponent[] {
	const failure = job.outcome?.type === 'failed' ? job.outcome.failure : undefined;
	const unsure = failure?.code === 'submission-unknown';
	const advised = failure !== undefined && job.request.action === 'generate' && modelsFault.has(failure.code);
	if (isJoin(job.request)) return [jobButton(job, 'details'), ...deleteButton(job, view)];
	return [
		jobButton(job, 'details'),
		jobButton(job, 'edit'),
		jobButton(job, unsure ? 'askagain' : 'again'),
		...cutButton(job, failure),
		...(advised ? [jobButton(job, 'model')] : []),
		...deleteButton(job, view),
	];
}

/** Failures that another model may not have. */
const modelsFault: ReadonlySet<FailureCode> = new Set([
	...(['provider', 'unavailable', 'model'] as const),
	'not-allowed',
	'invalid',
	'expired',
	'task-lost',
]);

const deleteButton = (job: Job, { copy }: ResultView): APIButtonComponent[] =>
	copy === true ? [] : [jobButton(job, 'delete')];

/** An edit must leave no file behind that the card before it showed. */
const withFiles = (job: Job, view: ResultView, body: MessageBody): MessageBody =>
	view.thumbnail === undefined ? { ...body, attachments: [] } : { ...body, ...thumbnailFiles(job, view) };

function madeIn(job: Job, outcome: Success): string {
	const began = job.submission.acceptedAt;
	return began ? ` · ${wordsFor(job).cards.facts.made({ ms: outcome.at - began })}` : '';
}

/** What makes a new video first, what concerns this one after it, and *Delete* last; where there is no video here, the way to it first. */
function successRows(
	job: Job,
	view: ResultView,
	link: string | undefined,
): APIActionRowComponent<APIButtonComponent>[] {
	const here = view.form === 'original' || view.form === 'reencoded';
	const continuable = view.extendable === true || view.frames !== false;
	const continuing = continuable ? [jobButton(job, 'continue')] : [];
	// A film that was put together here is no request that a model could be given once more.
	const making = isJoin(job.request)
		? continuing
		: [
				jobButton(job, 'edit'),
				...continuing,
				...(view.joinable === true ? [jobButton(job, 'join')] : []),
				jobButton(job, 'again'),
				jobButton(job, 'model'),
				...(view.remixable === true ? [jobButton(job, 'remix')] : []),
				...(view.upscalable === true ? [jobButton(job, 'upscale')] : []),
			];
	const getting = [
		...(link === undefined || link.length > longestButtonUrl
			? []
			: [linkButton(link, wordsFor(job).controls.buttons.open)]),
		...(here || link !== undefined ? [] : [jobButton(job, 'fetch')]),
	];
	const keeping = [
		// What was posted as it came can be saved from Discord's own player.
		...(view.form === 'reencoded' ? [jobButton(job, 'download')] : []),
		...(job.request.private && here ? [jobButton(job, 'share')] : []),
		jobButton(job, 'details'),
		...deleteButton(job, view),
	];
	return [...buttonRows(getting), ...buttonRows(making), ...buttonRows(keeping)];
}
