import type { OfferedModel, Price } from '../contract/model.js';
import type { Estimate } from '../../jobs/record/job.js';
import type { VideoRequest } from '../../jobs/record/request.js';
import { estimate } from './pricing.js';
import { durationsOf } from '../requests/shapeValidation.js';

/** One choice of an autocomplete. */
interface Choice<T> {
	/** At most 100 characters. */
	readonly name: string;
	readonly value: T;
}

/** The words that a choice is made of, in the member's language. */
export interface ChoiceWords {
	readonly text: string;
	readonly image: string;
	readonly imageRequired: string;
	readonly clip: (seconds: number) => string;
	readonly lastFrame: string;
	readonly references: (count: number) => string;
	readonly perSecond: (usd: number) => string;
	readonly perRequest: (usd: number) => string;
	/** Around a price that the catalogue does not name: the highest that it may be. */
	readonly unlisted: (price: string) => string;
	/** What a whole video costs. */
	readonly costs: (estimate: Estimate) => string;
	readonly seconds: (count: number) => string;
	/** Said of a model past its last day. */
	readonly sunset: string;
}

/** Discord shows no more. */
const most = 25;
const longestName = 100;

/**
 * The models that match what was typed: every word of it in the id, the name or the provider, in any order; those that
 * begin with it first. Models that only edit finished videos cannot be chosen here.
 */
export function modelChoices(offered: readonly OfferedModel[], typed: string, words: ChoiceWords): Choice<string>[] {
	const query = typed.trim().toLowerCase();
	const parts = query.split(/\s+/u);
	return offered
		.filter(({ model }) => model.text || model.image !== 'no' || model.clip !== undefined)
		.map((entry) => ({ entry, text: searchText(entry), begins: rank(entry, query) }))
		.filter(({ text }) => parts.every((part) => text.includes(part)))
		.sort((one, other) => one.begins - other.begins)
		.map(({ entry }) => ({ name: label(entry, words), value: entry.model.id }))
		.filter(({ value }) => value.length <= longestName)
		.slice(0, most);
}

/** What a choice of length or size belongs to. */
interface Choosing {
	readonly offered: OfferedModel;
	/** The request as far as it is typed. */
	readonly request: VideoRequest;
}

/**
 * The lengths a model makes that begin with what was typed, or all of them where none does, each with its price; none: the model
 * decides.
 */
export function durationChoices(
	{ offered, request }: Choosing,
	typed: string,
	words: Pick<ChoiceWords, 'seconds' | 'costs'>,
): Choice<number>[] {
	const { durations } = offered.model;
	const all = durations === undefined ? [] : durationsOf(durations);
	return startingWith(all, typed)
		.slice(0, most)
		.map((duration) => {
			const cost = words.costs(estimate(offered, { ...request, duration }));
			return { name: clipped(`${words.seconds(duration)} · ${cost}`), value: duration };
		});
}

/** The resolutions a model makes, in the same way. */
export function resolutionChoices(
	{ offered, request }: Choosing,
	typed: string,
	words: Pick<ChoiceWords, 'costs'>,
): Choice<string>[] {
	return startingWith(offered.model.resolutions ?? [], typed)
		.slice(0, most)
		.map((resolution) => {
			const cost = words.costs(estimate(offered, { ...request, resolution }));
			return { name: clipped(`${resolution} · ${cost}`), value: resolution };
		});
}

/** The shapes a model makes. */
export const aspectChoices = ({ offered }: Pick<Choosing, 'offered'>, typed: string): Choice<string>[] =>
	startingWith(offered.model.aspects ?? [], typed)
		.slice(0, most)
		.map((aspect) => ({ name: aspect, value: aspect }));

/** The values that begin with what was typed, or all of them where none does. */
function startingWith<T extends string | number>(values: readonly T[], typed: string): readonly T[] {
	const query = typed.trim().toLowerCase();
	const matching = values.filter((value) => String(value).toLowerCase().startsWith(query));
	return matching.length > 0 ? matching : values;
}

function searchText({ model, providerName }: OfferedModel): string {
	return `${model.id} ${model.name} ${providerName}`.toLowerCase();
}

function rank({ model }: OfferedModel, query: string): number {
	const names = [model.id.toLowerCase(), model.name.toLowerCase()];
	if (names.includes(query)) return 0;
	return names.some((name) => name.startsWith(query)) ? 1 : 2;
}

function label({ model, providerName, price, priceBasis, sunsetting }: OfferedModel, words: ChoiceWords): string {
	const inputs = [
		...(model.text ? [words.text] : []),
		...(model.image === 'no' ? [] : [model.image === 'required' ? words.imageRequired : words.image]),
		...(model.clip === undefined ? [] : [words.clip(model.clip.maxSeconds)]),
		...(model.lastFrame ? [words.lastFrame] : []),
		...(model.references > 0 ? [words.references(model.references)] : []),
	];
	// A price that is only its family's dearest must not be read as its own.
	const listed = priceText(price, words);
	const cost = priceBasis === 'catalogue' ? listed : words.unlisted(listed);
	const warning = sunsetting ? [words.sunset] : [];
	// `Kling 3.0 · Kling` says it twice.
	const maker = model.name.toLowerCase().startsWith(providerName.toLowerCase()) ? [] : [providerName];
	return clipped([model.name, ...maker, ...warning, cost, inputs.join(', ')].join(' · '));
}

function priceText({ perSecondUsd, perRequestUsd = 0 }: Price, words: ChoiceWords): string {
	return perSecondUsd === undefined ? words.perRequest(perRequestUsd) : words.perSecond(perSecondUsd);
}

/** Cut between characters, never within one. */
function clipped(name: string): string {
	if (name.length <= longestName) return name;
	const kept = Array.from(name);
	while (kept.join('').length >= longestName) kept.pop();
	return `${kept.join('').trimEnd()}…`;
}
