import { isJson, type Json } from './json.js';

/** One component, nested ones and accessories included, and where it stands in the form. */
interface Placed {
	readonly component: Json;
	readonly path: readonly (string | number)[];
}

/** Every component of a list, outer before inner. */
export function* walk(
	components: readonly unknown[],
	path: readonly (string | number)[] = ['components'],
): Generator<Placed> {
	for (const [index, component] of components.entries()) {
		if (!isJson(component)) continue;
		const here = [...path, index];
		yield { component, path: here };
		if (Array.isArray(component['components'])) yield* walk(component['components'], [...here, 'components']);
		for (const key of ['accessory', 'component']) {
			const child = component[key];
			if (isJson(child)) yield { component: child, path: [...here, key] };
		}
	}
}

/** A media item (`{ url }`) of a component, with its place and what it hangs on. */
interface PlacedMedia {
	readonly media: Json;
	readonly component: Json;
	readonly path: readonly (string | number)[];
}

export function* mediaIn(components: readonly unknown[]): Generator<PlacedMedia> {
	for (const { component, path } of walk(components)) {
		for (const key of ['media', 'file']) {
			const media = component[key];
			if (isJson(media)) yield { media, component, path: [...path, key] };
		}
		const items: readonly unknown[] = Array.isArray(component['items']) ? component['items'] : [];
		for (const [index, item] of items.entries()) {
			if (isJson(item) && isJson(item['media'])) {
				yield { media: item['media'], component, path: [...path, 'items', index, 'media'] };
			}
		}
	}
}
