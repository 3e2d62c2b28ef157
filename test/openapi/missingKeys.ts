import type { Schema } from './operations.js';

interface Question {
	readonly schema: Schema;
	readonly value: unknown;
	readonly resolve: (ref: string) => Schema;
}

/**
 * JSON paths (`/components/0/spoiler`) of the keys that a schema requires and a value lacks. Of several alternatives the one
 * counts that takes the value's `type`, or else all that take objects at all lacking in the least.
 */
export function missingKeys({ schema, value, resolve }: Question, path = ''): string[] {
	if (typeof schema['$ref'] === 'string') {
		return missingKeys({ schema: resolve(schema['$ref']), value, resolve }, path);
	}
	const alternatives = (schema['oneOf'] ?? schema['anyOf']) as readonly Schema[] | undefined;
	if (alternatives) {
		const fitting = alternatives.filter((one) => takesType(one, value, resolve));
		const found = (fitting.length > 0 ? fitting : alternatives).map((one) =>
			missingKeys({ schema: one, value, resolve }, path),
		);

		return found.reduce((least, each) => (each.length < least.length ? each : least));
	}
	if (Array.isArray(value)) {
		const items = schema['items'] as Schema | undefined;

		return items
			? value.flatMap((item, at) => missingKeys({ schema: items, value: item, resolve }, `${path}/${at}`))
			: [];
	}
	if (typeof value !== 'object' || value === null) {
		return [];
	}
	const lacking = ((schema['required'] ?? []) as string[]).filter((key) => !(key in value));
	const properties = (schema['properties'] ?? {}) as Record<string, Schema>;
	const inside = Object.entries(value).flatMap(([key, member]) => {
		const known = properties[key];

		return known ? missingKeys({ schema: known, value: member, resolve }, `${path}/${key}`) : [];
	});

	return [...lacking.map((key) => `${path}/${key}`), ...inside];
}

/** Whether an alternative is for a value's kind: null, a list, or an object of that `type`. */
function takesType(one: Schema, value: unknown, resolve: (ref: string) => Schema): boolean {
	const schema = typeof one['$ref'] === 'string' ? resolve(one['$ref']) : one;
	if (value === null || typeof value !== 'object') {
		return (schema['type'] === 'null') === (value === null);
	}
	const type = ((schema['properties'] ?? {}) as Record<string, Schema>)['type'];
	const wanted = type && (type['enum'] as readonly unknown[] | undefined);

	return schema['type'] !== 'null' && (wanted === undefined || wanted.includes((value as { type?: unknown }).type));
}
