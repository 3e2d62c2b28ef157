import { pollsMade } from '../../jobs/polling/pollsMade.js';
import type { Job, Receipt } from '../../jobs/record/job.js';
import { formatsOf } from '../../i18n/index.js';
import { card, heading, separator, small, text } from '../parts/card.js';
import { discordTime } from '../parts/markdown.js';
import { quoted } from './failureText.js';
import { factsLine, lineageLine, promptLine, wordsFor } from '../parts/jobLines.js';
import { plain } from '../parts/memberText.js';
import { asEphemeral, messageBody, type MessageBody } from '../../discord/messageBody.js';

/** How a job went, step by step, and its ids for a support case; for the eyes of whoever asked. */
export const details = (job: Job): MessageBody =>
	asEphemeral(
		messageBody(
			card(
				'quiet',
				text(heading(wordsFor(job).pages.details.title)),
				text(promptLine(job, false), small(factsLine(job)), lineageLine(job)),
				separator,
				text(...timeline(job).map((line) => `- ${line}`)),
				saidByProvider(job),
				separator,
				text(...ids(job)),
			),
		),
	);

/** What happened, oldest first. */
function timeline(job: Job): string[] {
	const { details: says } = wordsFor(job).pages;
	const at = (ms: number): string => discordTime(ms, 'T');
	return [
		says.accepted({ when: at(job.createdAt) }),
		...submissionLines(job, at),
		...(job.lateAt ? [says.late({ when: at(job.lateAt) })] : []),
		...(job.outcome ? [says[job.outcome.type]({ when: at(job.outcome.at) })] : []),
		...deliveryLines(job, at),
	];
}

/** The provider's own words for a failure; here also those of its safety check. */
function saidByProvider(job: Job): ReturnType<typeof text> {
	const failure = job.outcome?.type === 'failed' ? job.outcome.failure : undefined;
	const isOperators = failure?.code === 'key' || failure?.code === 'balance';
	const said = failure === undefined || isOperators ? undefined : quoted(job, failure.said);
	if (said === undefined) return undefined;
	return text(small(wordsFor(job).pages.details.said), `> ${said}`);
}

type At = (ms: number) => string;

/** A shorter wait is none. */
const shortestWaitMs = 1_000;

function submissionLines(job: Job, at: At): string[] {
	const { details: says } = wordsFor(job).pages;
	const { submission, looking, outcome, estimate } = job;
	const { acceptedAt, refusals, startedAt } = submission;
	// Being taken up clears the refusals in a row; the creates sent still tell them.
	const turnedAway = acceptedAt ? submission.sent - 1 : refusals;
	if (!startedAt) return [];

	const sent = [
		...(startedAt - job.createdAt < shortestWaitMs ? [] : [says.waited({ ms: startedAt - job.createdAt })]),
		...(turnedAway > 0 ? [says.refused({ times: turnedAway })] : []),
	];
	if (!acceptedAt) return [...sent, says.sent({ when: at(startedAt) })];

	const until = outcome?.at ?? looking.lastAt ?? acceptedAt;
	return [
		...sent,
		says.paid({ when: at(acceptedAt), usd: estimate?.usd ?? null }),
		says.generating({ ms: until - acceptedAt, polls: pollsMade(job), blips: looking.blips }),
	];
}

function deliveryLines(job: Job, at: At): string[] {
	const { details: says } = wordsFor(job).pages;
	const { left, receipt, undelivered } = job.delivery;
	return [
		// The last rung is no place: having left it is told by its own line.
		...left.filter(({ rung }) => rung !== 'kept').map(({ rung }) => says.left({ where: says.where[rung] })),
		...(receipt
			? [`${says.delivered({ when: at(receipt.at), where: says.where[receipt.rung] })}${sizeOf(job, receipt)}`]
			: []),
		...(undelivered ? [says.undelivered] : []),
	].slice(-mostDeliveryLines);
}

const mostDeliveryLines = 12;

function sizeOf(job: Job, { form }: Receipt): string {
	const { forms } = wordsFor(job).pages.details;
	const bytes =
		job.media && form === 'original' ? `, ${formatsOf(job.requester.locale).megabytes(job.media.bytes)}` : '';
	return ` (${forms[form]}${bytes})`;
}

function ids(job: Job): (string | undefined)[] {
	const { details: says } = wordsFor(job).pages;
	const requestId = job.outcome?.type === 'failed' ? job.outcome.failure.requestId : undefined;
	return [
		small(says.ids),
		line(says.job, job.id),
		// A picture or clip in a message comes from no job.
		line(says.from, job.lineage?.kind === 'animate' || job.lineage?.kind === 'clip' ? undefined : job.lineage?.jobId),
		line(says.task, job.task?.id),
		line(says.request, requestId),
	];
}

/** Ids are for copying, so they stand as they are, but for what would break out of the code. */
function line(name: string, id: string | null | undefined): string | undefined {
	const shown = plain(id ?? '', 120)
		.replace(/`/gu, "'")
		.replace(/[<@]/gu, '$&\u200B');
	return shown === '' ? undefined : small(`${name} \`${shown}\``);
}
