import type { Model } from '../contract/model.js';
import type { CatalogueEntry } from '../contract/provider.js';

/** What is said of a route as a whole, for models that no table has. */
export type GeneralLimits = Omit<Model, 'id' | 'name' | 'provider'>;

/**
 * A model nobody has met, with the general limits of its route, narrowed by what the catalogue says it takes; `undefined`
 * when that is neither words nor a picture (a model that only edits).
 */
export function unlistedModel(
	entry: CatalogueEntry,
	{ provider, general }: { readonly provider: string; readonly general: GeneralLimits },
): Model | undefined {
	const { id, name, features } = entry;
	const model: Model = { ...general, id, name, provider, adopted: true };
	if (features.length === 0) return model;

	const text = features.includes('text-to-video') && general.text;
	const takesImage = features.includes('image-to-video') && general.image !== 'no';
	if (!text && !takesImage) return undefined;
	const image = takesImage ? (text ? 'optional' : 'required') : 'no';
	const pictures = image === 'no' ? { lastFrame: false, references: 0 } : {};
	return { ...model, text, image, ...pictures };
}
