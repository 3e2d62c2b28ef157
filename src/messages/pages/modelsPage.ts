import { ComponentType, type APIComponentInContainer } from 'discord-api-types/v10';
import type { Words } from '../../i18n/en.js';
import { words as wordsOf } from '../../i18n/index.js';
import { button, buttonRows } from '../parts/buttons.js';
import { card, heading, small, text } from '../parts/card.js';
import { discordTime } from '../parts/markdown.js';
import { neutralise } from '../parts/memberText.js';
import { asEphemeral, messageBody, type MessageBody } from '../../discord/messageBody.js';

/** One model, as plain facts. */
export interface ModelEntry {
	readonly name: string;
	readonly providerName: string;
	readonly text: boolean;
	readonly image: 'no' | 'optional' | 'required';
	/** Longest clip of a member's that it takes. */
	readonly clipSeconds?: number;
	readonly lastFrame: boolean;
	readonly references: number;
	/** Lengths in seconds, as they are to be shown: `4, 6, 8` or `4–12`. */
	readonly lengths?: string | undefined;
	readonly aspects?: readonly string[] | undefined;
	readonly resolutions?: readonly string[] | undefined;
	readonly perSecondUsd?: number | undefined;
	readonly perRequestUsd?: number | undefined;
	/** The prices are its own; otherwise they are the highest that they may be. */
	readonly listed: boolean;
	/** How long it usually takes here. */
	readonly usual?: { readonly fromMs: number; readonly toMs: number } | undefined;
	/** ISO date, and whether it is over. */
	readonly sunset?: string | undefined;
	readonly pastSunset?: boolean;
	/** What somebody would choose it for. */
	readonly strengths?: readonly (keyof Words['pages']['models']['strengths'])[];
	/** What a hundred ordinary videos cost, and how long each is where that is known. */
	readonly hundred?: { readonly usd: number; readonly seconds: number | null } | undefined;
	/** As its button carries it; without one it has none. */
	readonly token?: string | undefined;
	/** The one that is taken when a member names none. */
	readonly standard: boolean;
}

interface ModelsView {
	readonly ownerId: string;
	readonly locale: string;
	/** Those of this page; more than `modelsPageSize` are not shown. */
	readonly models: readonly ModelEntry[];
	/** From 1. */
	readonly page: number;
	readonly pages: number;
	/** What was searched for, as its buttons carry it; undefined when it is too long for them. */
	readonly search?: string | undefined;
}

export const modelsPageSize = 5;

/** What the models can do, cost, and how long they take here; for whoever asked. */
export function modelsPage({ ownerId, locale, models, page, pages, search = '' }: ModelsView): MessageBody {
	const words = wordsOf(locale);
	const { models: says, history } = words.pages;
	const { previous, next } = words.controls.pages;
	const to = (target: number, label: string): ReturnType<typeof button> =>
		button({ action: 'models', jobId: search === '' ? String(target) : `${String(target)}-${search}`, ownerId }, label);

	return asEphemeral(
		messageBody(
			card(
				'quiet',
				text(heading(says.title), models.length === 0 ? says.none : undefined),
				...models.slice(0, modelsPageSize).map((entry) => modelPart(entry, { ownerId, words })),
				pages > 1 ? text(small(history.page({ page, pages }))) : undefined,
				...buttonRows([...(page > 1 ? [to(page - 1, previous)] : []), ...(page < pages ? [to(page + 1, next)] : [])]),
			),
		),
	);
}

/** A model's facts, with the button that opens the form for it. */
function modelPart(
	entry: ModelEntry,
	{ ownerId, words }: { readonly ownerId: string; readonly words: Words },
): APIComponentInContainer | undefined {
	const facts = text(...modelLines(entry, words));
	if (facts === undefined || entry.token === undefined) return facts;
	const use = button({ action: 'use', jobId: entry.token, ownerId }, words.controls.use.button);
	return { type: ComponentType.Section, components: [facts], accessory: use };
}

function modelLines(entry: ModelEntry, words: Words): (string | undefined)[] {
	const { models: says } = words.pages;
	const { name, providerName, strengths = [], usual } = entry;
	// `Kling 3.0 · Kling` says it twice.
	const isNamed = name.toLowerCase().startsWith(providerName.toLowerCase());
	const maker = isNamed ? undefined : neutralise(providerName, 30);
	return [
		joined([`**${neutralise(name, 50)}**`, maker, entry.standard ? says.standard : undefined]),
		strengths.length === 0
			? undefined
			: says.good({ list: strengths.map((strength) => says.strengths[strength]).join(', ') }),
		small(joined([...abilities(entry, words), ...sizes(entry, words)])),
		small(joined([...prices(entry, words), hundred(entry, words)])),
		small(joined([usual ? says.usual(usual) : says.unmade, sunset(entry, words)])),
	];
}

const abilities = (entry: ModelEntry, { pages: { models: says } }: Words): (string | undefined)[] => [
	entry.text ? says.text : undefined,
	entry.image === 'optional' ? says.image : undefined,
	entry.image === 'required' ? says.imageRequired : undefined,
	entry.clipSeconds === undefined ? undefined : says.clip({ max: String(entry.clipSeconds) }),
	entry.lastFrame ? says.lastFrame : undefined,
	entry.references > 0 ? says.references({ max: entry.references }) : undefined,
];

const sizes = (entry: ModelEntry, { pages: { models: says } }: Words): (string | undefined)[] => [
	entry.lengths ? says.lengths({ list: neutralise(entry.lengths, 50) }) : undefined,
	entry.resolutions?.length ? neutralise(entry.resolutions.join(', '), 50) : undefined,
	entry.aspects?.length ? neutralise(entry.aspects.join(', '), 50) : undefined,
];

function prices(entry: ModelEntry, { pages: { models: says } }: Words): string[] {
	const known = [
		...(entry.perSecondUsd === undefined ? [] : [says.perSecond({ usd: entry.perSecondUsd })]),
		...(entry.perRequestUsd === undefined ? [] : [says.price({ usd: entry.perRequestUsd })]),
	];
	return entry.listed ? known : known.map((price) => says.unlisted({ price }));
}

const hundred = ({ hundred: many, listed }: ModelEntry, words: Words): string | undefined =>
	many && words.pages.models.hundred({ ...many, listed });

function sunset({ sunset: day, pastSunset = false }: ModelEntry, { pages: { models: says } }: Words) {
	// Noon, so that it is the same day nearly everywhere.
	const at = Date.parse(`${day ?? ''}T12:00:00Z`);
	if (Number.isNaN(at)) return undefined;
	const date = discordTime(at, 'D');
	return pastSunset ? says.pastSunset({ date }) : says.sunset({ date });
}

const joined = (facts: readonly (string | undefined)[]): string =>
	facts.filter((fact) => fact !== undefined && fact !== '').join(' · ');
