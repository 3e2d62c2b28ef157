import { readJson } from '../../lib/readJson.js';
import { unknownObject, unknownText } from '../answers/unknownJson.js';
import type { UnknownJson } from '../answers/unknownJson.js';
import type { CatalogueEntry } from '../contract/provider.js';

/**
 * The entries in an answer of `GET /api/models`. Lenient: an entry needs an id and nothing else, one that cannot be read is
 * left out, and a body of another form has none.
 */
export function parseCatalogue(body: unknown): CatalogueEntry[] {
	const list = Array.isArray(body) ? body : unknownObject(body)?.['data'];
	if (!Array.isArray(list)) return [];
	return list.flatMap((item: unknown) => {
		const entry = unknownObject(item);
		const id = unknownText(entry?.['id']) ?? unknownText(entry?.['code']);
		return entry === undefined || id === undefined ? [] : [read(entry, id.trim())];
	});
}

function read(entry: UnknownJson, id: string): CatalogueEntry {
	const pricing = unknownObject(entry['pricing']) ?? {};
	const perSecondUsd = priceOf(pricing['per_second']);
	const perRequestUsd = priceOf(pricing['per_request']);
	return {
		id,
		name: unknownText(entry['name']) ?? id,
		provider: unknownText(entry['provider']) ?? '',
		modelType: (unknownText(entry['model_type']) ?? '').toLowerCase(),
		features: textsOf(entry['features']).map((feature) => feature.toLowerCase()),
		endpoints: endpointsOf(entry['endpoints']),
		upcoming: entry['upcoming'] === true,
		...(perSecondUsd !== undefined && { perSecondUsd }),
		...(perRequestUsd !== undefined && { perRequestUsd }),
	};
}

/** A JSON document inside a string, which may be empty or broken. */
function endpointsOf(value: unknown): CatalogueEntry['endpoints'] {
	const document = unknownObject(typeof value === 'string' ? readJson(value) : value) ?? {};
	return Object.entries(document).flatMap(([route, described]) => {
		const path = unknownText(unknownObject(described)?.['path']);
		const method = unknownText(unknownObject(described)?.['method']) ?? 'POST';
		return path === undefined ? [] : [{ route, path, method: method.toUpperCase() }];
	});
}

/** No second and no video costs this much, USD: a price above is a mistake of the list, and as good as none. */
const sanePriceUsd = 1000;

function priceOf(value: unknown): number | undefined {
	const price = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof price === 'number' && price > 0 && price <= sanePriceUsd ? price : undefined;
}

function textsOf(value: unknown): string[] {
	return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
