/** A JSON object of someone else's, of which nothing is known. */
export type UnknownJson = Readonly<Record<string, unknown>>;

/** The value as an object, or `undefined` when it is none (arrays are none). */
export function unknownObject(value: unknown): UnknownJson | undefined {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as UnknownJson) : undefined;
}

/** The value as a text that says something, or `undefined`; whole numbers count, as codes come in both forms. */
export function unknownText(value: unknown): string | undefined {
	if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
	return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** Wrappers in wrappers are followed so far. */
const deepest = 4;

/**
 * The objects of an answer that speak of the task, the one whose word counts first. One order for all families: Kling's
 * envelope, the gateway's task wrapper around a provider's body, Kling without its envelope, a flat object, and a
 * wrapper that holds nothing inside.
 */
export function layersOf(body: unknown, depth = 0): readonly UnknownJson[] {
	const outer = unknownObject(body);
	if (outer === undefined || depth >= deepest) return [];

	const data = unknownObject(outer['data']);
	if (data !== undefined && 'task_status' in data) return [data];
	if (data !== undefined && speaksOfTask(data) && unknownObject(data['data']) !== undefined) {
		return [data, ...layersOf(data['data'], depth + 1)];
	}
	if ('task_status' in outer) return [outer];
	if (outer['object'] === 'video' || typeof outer['status'] === 'string') {
		return data === undefined ? [outer] : [outer, data];
	}
	// Neither says how it stands itself: what is inside may, wherever it was put.
	if (data !== undefined) return [data, ...(speaksOfTask(data) ? [] : layersOf(data, depth + 1))];
	return [outer];
}

function speaksOfTask(data: UnknownJson): boolean {
	return typeof data['status'] === 'string' || 'task_id' in data;
}
