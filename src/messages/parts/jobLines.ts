import type { Job, Notice } from '../../jobs/record/job.js';
import { costUsd } from '../../jobs/accounting/ledger.js';
import type { RequestField } from '../../jobs/record/request.js';
import type { Words } from '../../i18n/en.js';
import { words as wordsOf } from '../../i18n/index.js';
import { neutralise, optionName } from './memberText.js';
/** Longest prompt on a card, and names and values beside it, in UTF-16 units. They keep every card under 4000 in all. */
const longestPrompt = 300;
const longestName = 60;
const longestValue = 24;

/** Notices beyond this many would repeat one another. */
const mostNotices = 6;

/** What the lines of a card are read from: a job, or a draft that is none yet. */
interface Described extends Pick<Job, 'request' | 'model'>, Partial<Pick<Job, 'estimate' | 'expected' | 'media'>> {
	readonly requester: Pick<Job['requester'], 'locale'>;
	readonly outcome?: Job['outcome'];
	readonly notices: readonly Notice[];
}

/** The words of the language that a job's member speaks. */
export const wordsFor = (job: Pick<Described, 'requester'>): Words => wordsOf(job.requester.locale);

export const modelName = (job: Described): string => neutralise(job.model.name, longestName);

/** The prompt as a quotation, or a placeholder where the server's own filter refuses the member's words. */
export function promptLine(job: Described, neutral: boolean): string | undefined {
	if (neutral) return wordsFor(job).cards.promptHidden;
	const shown = neutralise(job.request.prompt, longestPrompt);
	if (shown === '') return undefined;
	// A prompt tells what the covered picture shows.
	return job.request.spoiler ? `> ||${shown}||` : `> ${shown}`;
}

/**
 * What a request costs, everywhere in the same words: *about* is the listed price of a length that is known, *at most* is said
 * where the price or the length had to be taken for the highest. A finished film settles its length.
 */
export function priceText({ estimate, media }: Pick<Job, 'estimate' | 'media'>, locale: string): string {
	if (!estimate) return '';
	const { facts } = wordsOf(locale).cards;
	const value = costUsd({ estimate, media });
	if (estimate.basis === 'family') return facts.unlisted({ value });
	return estimate.open && !media?.seconds ? facts.openLength({ value }) : facts.price({ value });
}

/** Model, length and size in one line; the price too, unless nothing can have been charged. */
export function factsLine(job: Described, { price: priced = true } = {}): string {
	const { request, estimate, expected, media } = job;
	const { facts } = wordsFor(job).cards;
	const pictures = request.pictures.filter(({ role }) => role !== 'video').length;
	const clip = request.pictures.length > pictures ? facts.clip : undefined;
	const seconds = request.duration ?? expected?.seconds ?? media?.seconds;

	const shown: Readonly<Record<RequestField, string | undefined>> = {
		model: modelName(job),
		duration: seconds ? facts.seconds({ count: Math.max(1, Math.round(seconds)) }) : undefined,
		aspect: value(request.aspect ?? expected?.aspect),
		resolution: value(request.resolution ?? expected?.resolution ?? pixels(media)),
		pictures: joined(clip, pictures > 0 ? facts.pictures({ count: pictures }) : undefined),
		seed: typeof request.seed === 'number' ? facts.seed({ seed: String(request.seed) }) : undefined,
		private: request.private ? facts.private : undefined,
		spoiler: request.spoiler ? facts.spoiler : undefined,
		// These have lines of their own, on the card or in its details.
		prompt: undefined,
		negativePrompt: undefined,
	};
	return [
		...Object.values(shown),
		estimate && priced ? priceText({ estimate, media }, job.requester.locale) : undefined,
	]
		.filter((fact) => fact !== undefined)
		.join(' · ');
}

/** Where nobody said beforehand what size it would have, the file itself does. */
const pixels = (media: Job['media']): string | undefined =>
	media?.width && media.height ? `${String(media.width)}×${String(media.height)}` : undefined;

/**
 * One line a notice; without those that repeat what the member wrote, where that is refused. Once there is an outcome, only what
 * explains the video is left: what was adjusted stands in its facts, and the rest concerned the wait.
 */
export const noticeLines = (job: Described, neutral = false): string[] =>
	job.notices
		.filter(({ code }) => !neutral || code !== 'adjusted')
		.filter(({ code }) => !job.outcome || code === 'ignored')
		.slice(0, mostNotices)
		.map((notice) => `-# ${noticeText(job, notice)}`);

function noticeText(job: Described, notice: Notice): string {
	const words = wordsFor(job);
	const { notices } = words.cards;
	const model = modelName(job);
	const option = optionName(words, notice.option ?? '');

	switch (notice.code) {
		case 'ignored':
			return notices.ignored({ option, model });
		case 'adjusted':
			return notices.adjusted({ option, model, from: value(notice.from) ?? '–', to: value(notice.to) ?? '–' });
		case 'sunset':
			return notices.sunset({ model });
		case 'may-outlive-token':
			return notices['may-outlive-token'];
	}
}

/** Whose it is, in a channel where others read along. It names the member; whether that pings is the message's affair. */
export const forMember = (job: Pick<Job, 'requester' | 'destination'>): string | undefined =>
	job.destination.ephemeral || job.destination.context === 'bot-dm'
		? undefined
		: wordsFor(job).cards.forMember({ member: `<@${job.requester.id}>` });

/** Where the job comes from, if it comes from another. */
export const lineageLine = (job: Job): string | undefined =>
	job.lineage ? `-# ${wordsFor(job).cards.lineage[job.lineage.kind]}` : undefined;

const value = (of: string | null | undefined): string | undefined => (of ? neutralise(of, longestValue) : undefined);

const joined = (...facts: (string | undefined)[]): string | undefined => facts.filter(Boolean).join(' · ') || undefined;
