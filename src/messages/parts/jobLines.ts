import type { Job, Notice } from '../../jobs/record/job.js';
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
interface Described extends Pick<Job, 'request' | 'model'> {
	readonly requester: Pick<Job['requester'], 'locale'>;
	readonly estimate?: Job['estimate'];
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
	return shown === '' ? undefined : `> ${shown}`;
}

/** What a request costs, as the cards say it. */
export function priceText({ usd, basis }: NonNullable<Job['estimate']>, locale: string): string {
	const { facts } = wordsOf(locale).cards;
	return (basis === 'family' ? facts.dearest : facts.price)({ value: usd });
}

/** Model, length and size in one line; the price too, unless nothing can have been charged. */
export function factsLine(job: Described, { price: priced = true } = {}): string {
	const { request, estimate } = job;
	const { facts } = wordsFor(job).cards;
	const pictures = request.pictures.filter(({ role }) => role !== 'video').length;
	const clip = request.pictures.length > pictures ? facts.clip : undefined;

	const shown: Readonly<Record<RequestField, string | undefined>> = {
		model: modelName(job),
		duration: request.duration ? facts.seconds({ count: request.duration }) : undefined,
		resolution: value(request.resolution),
		aspect: value(request.aspect),
		pictures: joined(clip, pictures > 0 ? facts.pictures({ count: pictures }) : undefined),
		seed: typeof request.seed === 'number' ? facts.seed({ seed: String(request.seed) }) : undefined,
		private: request.private ? facts.private : undefined,
		spoiler: request.spoiler ? facts.spoiler : undefined,
		// These have lines of their own, on the card or in its details.
		prompt: undefined,
		negativePrompt: undefined,
	};
	return [...Object.values(shown), estimate && priced ? priceText(estimate, job.requester.locale) : undefined]
		.filter((fact) => fact !== undefined)
		.join(' · ');
}

/**
 * One line a notice; without those that repeat what the member wrote, where that is refused, and without what only
 * concerned the wait, once it is over.
 */
export const noticeLines = (job: Described, neutral = false): string[] =>
	job.notices
		.filter(({ code }) => !neutral || code !== 'adjusted')
		.filter(({ code }) => !job.outcome || code !== 'may-outlive-token')
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

/** Where the job comes from, if it comes from another. */
export const lineageLine = (job: Job): string | undefined =>
	job.lineage ? `-# ${wordsFor(job).cards.lineage[job.lineage.kind]}` : undefined;

const value = (of: string | null | undefined): string | undefined => (of ? neutralise(of, longestValue) : undefined);

const joined = (...facts: (string | undefined)[]): string | undefined => facts.filter(Boolean).join(' · ') || undefined;
