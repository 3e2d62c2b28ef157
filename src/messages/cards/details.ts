import type { Job, Receipt } from '../../jobs/record/job.js';
import { formatsOf } from '../../i18n/index.js';
import { buttonRows, jobButton } from '../parts/buttons.js';
import { card, heading, separator, small, text } from '../parts/card.js';
import { discordTime, jumpLink } from '../parts/markdown.js';
import { quoted } from './failureText.js';
import { factsLine, lineageLine, priceText, wordsFor } from '../parts/jobLines.js';
import { neutralise, optionName, plain, quotedBlock } from '../parts/memberText.js';
import { asEphemeral, messageBody, type MessageBody } from '../../discord/messageBody.js';

/**
 * What was asked for, whole and ready to copy; then how it went, step by step, and the ids for a support case. For the eyes of
 * whoever asked.
 * @param mayKeep whether its options can be kept as a preset
 * @param earlier the job that this one was made from, where it is known
 */
export const details = (job: Job, earlier?: Job, { mayKeep = false } = {}): MessageBody =>
	asEphemeral(
		messageBody(
			card(
				'quiet',
				text(heading(wordsFor(job).pages.details.title)),
				...written(job).map((block) => text(block)),
				text(small(factsLine(job)), ...sourceLines(job, earlier)),
				separator,
				text(...timeline(job).map((line) => `- ${line}`)),
				saidByProvider(job),
				separator,
				text(...ids(job)),
				...(mayKeep ? buttonRows([jobButton(job, 'preset')]) : []),
			),
		),
	);

/** Longest prompt of a block. A message holds 4000 characters in all; what is longer is whole in *Edit*. */
const longestPrompt = 2_400;
const longestNegative = 500;

/** The member's words as they wrote them. */
function written({ request, requester }: Job): (string | undefined)[] {
	const { details: says } = wordsFor({ requester }).pages;
	const { prompt, negativePrompt } = request;
	return [
		quotedBlock(prompt, longestPrompt),
		prompt.length > longestPrompt - 10 ? small(says.longer) : undefined,
		negativePrompt ? `${small(says.negative) ?? ''}\n${quotedBlock(negativePrompt, longestNegative)}` : undefined,
	];
}

/** What it was made from: the options that held pictures or a clip, and the video before it. */
function sourceLines(job: Job, earlier: Job | undefined): (string | undefined)[] {
	const words = wordsFor(job);
	const { details: says } = words.pages;
	const files = job.request.pictures.map(({ role, name }) => {
		const option = optionName(words, role);
		return name === '' ? option : `${option} ${neutralise(name, 40)}`;
	});
	const link = earlier && jumpLink(earlier);
	const { media } = job;
	return [
		files.length === 0 ? undefined : small(`${says.source}: ${files.join(', ')}`),
		lineageLine(job),
		link === undefined ? undefined : small(says.earlier({ url: link })),
		media?.width && media.height
			? small(
					`${says.file}: ${media.seconds ? `${formatsOf(job.requester.locale).seconds(Math.round(media.seconds * 10) / 10)}, ` : ''}${String(media.width)}×${String(media.height)}, ${formatsOf(job.requester.locale).megabytes(media.bytes)}`,
				)
			: undefined,
	];
}

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
	const { submission, looking, outcome } = job;
	const { acceptedAt, refusals, startedAt } = submission;
	// Being taken up clears the refusals in a row; the creates sent still tell them.
	const turnedAway = acceptedAt ? submission.sent - 1 : refusals;
	if (!startedAt) return [];

	const sent = [
		...(startedAt - job.createdAt < shortestWaitMs ? [] : [says.waited({ ms: startedAt - job.createdAt })]),
		...(turnedAway > 0 ? [says.refused({ times: turnedAway })] : []),
	];
	if (!acceptedAt) return [...sent, says.sent({ when: at(startedAt) })];

	const price = priceText(job, job.requester.locale);
	return [
		...sent,
		says.paid({ when: at(acceptedAt), price: price === '' ? null : price }),
		...(outcome ? [says.took({ ms: outcome.at - acceptedAt })] : []),
		...(looking.blips > 0 ? [says.blips({ count: looking.blips })] : []),
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
