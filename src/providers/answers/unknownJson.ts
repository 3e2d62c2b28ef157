/** A JSON object of someone else's, of which nothing is known. */
export type Loose = Readonly<Record<string, unknown>>;

/** The value as an object, or `undefined` when it is none (arrays are none). */
export function looseObject(value: unknown): Loose | undefined {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : undefined;
}

/** The value as a text that says something, or `undefined`; whole numbers count, as codes come in both forms. */
export function looseText(value: unknown): string | undefined {
	if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
	return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
