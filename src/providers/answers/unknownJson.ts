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

/** The entries of a list, none of anything else. */
export const entriesOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/** Wrappers in wrappers are followed so far. */
const deepest = 4;
/** Objects of one answer that are read. */
const mostLayers = 16;
/** Where suppliers put the task inside their own answer: DashScope, MiniMax's second version, Google, and others. */
const innerKeys = ['output', 'task', 'result', 'response', 'generateVideoResponse'] as const;

/**
 * The objects of an answer that speak of the task, the one whose word counts first. One order for all families: Kling's
 * envelope, the gateway's task wrapper around a provider's body, Kling without its envelope, a flat object, a wrapper that
 * holds nothing inside; then what a supplier's own form has one level further down.
 */
export function layersOf(body: unknown): readonly UnknownJson[] {
	const layers = [...wrappersOf(body, 0)];
	// The list grows while it is read: inside `response` there may be `generateVideoResponse`.
	for (let at = 0; at < layers.length && layers.length < mostLayers; at += 1) {
		const inner = innerKeys.map((key) => unknownObject(layers[at]?.[key])).filter((layer) => layer !== undefined);
		layers.push(...inner);
	}
	return layers;
}

function wrappersOf(body: unknown, depth: number): readonly UnknownJson[] {
	const outer = unknownObject(body);
	if (outer === undefined || depth >= deepest) return [];

	const data = unknownObject(outer['data']);
	if (data !== undefined && Object.hasOwn(data, 'task_status')) return [data];
	if (data !== undefined && speaksOfTask(data) && unknownObject(data['data']) !== undefined) {
		return [data, ...wrappersOf(data['data'], depth + 1)];
	}
	if (Object.hasOwn(outer, 'task_status')) return [outer];
	if (outer['object'] === 'video' || typeof outer['status'] === 'string') {
		return data === undefined ? [outer] : [outer, data];
	}
	// Neither says how it stands itself: what is inside may, wherever it was put.
	if (data !== undefined) return [data, ...(speaksOfTask(data) ? [] : wrappersOf(data, depth + 1))];
	return [outer];
}

function speaksOfTask(data: UnknownJson): boolean {
	return typeof data['status'] === 'string' || Object.hasOwn(data, 'task_id');
}
