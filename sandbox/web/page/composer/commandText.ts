/** Names and descriptions as the viewer's language has them; the default ones where it has none. */
interface Named {
	readonly name: string;
	readonly name_localizations?: Readonly<Partial<Record<string, string | null>>> | null | undefined;
}

interface Described {
	readonly description?: string;
	readonly description_localizations?: Readonly<Partial<Record<string, string | null>>> | null | undefined;
}

export function localName(thing: Named, locale: string): string {
	return thing.name_localizations?.[locale] ?? thing.name;
}

export function localDescription(thing: Described, locale: string): string {
	return thing.description_localizations?.[locale] ?? thing.description ?? '';
}
