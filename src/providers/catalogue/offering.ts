import { days } from '../../lib/time.js';
import type { Model, OfferedModel } from '../contract/model.js';
import { dearest, priceOfEntry } from './pricing.js';
import type { CatalogueEntry, Provider } from '../contract/provider.js';

interface OfferingParts {
	readonly providers: readonly Provider[];
	/** What the catalogue lists; `undefined`: it has never been read, and the tables stand alone. */
	readonly catalogue: readonly CatalogueEntry[] | undefined;
	/** Ids of the legacy families that the operator switched on. */
	readonly legacy: ReadonlySet<string>;
	/** The time, ms. */
	readonly now: number;
}

/** The models that members can choose now, family by family: the tables joined with the catalogue. */
export function offering({ providers, catalogue, legacy, now }: OfferingParts): OfferedModel[] {
	const entries = new Map((catalogue ?? []).map((entry) => [entry.id, entry] as const));
	const taken = new Set(providers.flatMap(({ models }) => models.map(({ id }) => id)));
	const open = providers.filter((provider) => provider.legacy !== true || legacy.has(provider.id));

	return open.flatMap((provider) => {
		const known = provider.models.filter((model) => isOffered(model, { entry: entries.get(model.id), now }));
		const adopted = [...entries.values()].flatMap((entry) => {
			if (entry.upcoming || taken.has(entry.id)) return [];
			const model = provider.adopt?.(entry);
			if (model !== undefined) taken.add(entry.id);
			return model ?? [];
		});
		return priced(provider, [...known, ...adopted], { entries, now });
	});
}

/** Whether a model's provider promises nothing any more, the day named being its last. */
export function isPastSunset({ sunset }: Model, now: number): boolean {
	return sunset !== undefined && now >= Date.parse(`${sunset}T00:00:00Z`) + days(1);
}

function isOffered(
	model: Model,
	{ entry, now }: { readonly entry: CatalogueEntry | undefined; readonly now: number },
): boolean {
	if (entry?.upcoming === true || (model.onlyListed === true && entry === undefined)) return false;
	// The catalogue has gaps, so a model of ours need not be in it, unless its end has come.
	return !isPastSunset(model, now) || entry !== undefined;
}

function priced(
	provider: Provider,
	models: readonly Model[],
	{ entries, now }: { readonly entries: ReadonlyMap<string, CatalogueEntry>; readonly now: number },
): OfferedModel[] {
	const ofEntry = (id: string) => {
		const entry = entries.get(id);
		return entry === undefined ? undefined : priceOfEntry(entry);
	};
	const generic = [...entries.values()].filter((entry) => provider.speaksFor?.(entry) === true).map(priceOfEntry);
	const family = dearest([...models.flatMap(({ id, price }) => [ofEntry(id), price]), ...generic]);
	return models.map((model) => {
		const own = ofEntry(model.id);
		// Without any catalogue the table's own price stands; beside one that leaves the price open, nobody knows it, and
		// the dearest of the family counts.
		const assumed = entries.size === 0 ? (model.price ?? family) : family;
		return {
			model,
			// The catch-all family is nobody's name; the catalogue says who makes the model.
			providerName: (provider.models.length === 0 ? entries.get(model.id)?.provider : undefined) || provider.name,
			price: own ?? assumed,
			priceBasis: own === undefined ? 'family' : 'catalogue',
			sunsetting: isPastSunset(model, now),
		};
	});
}
