import type { Schema } from './operations.js';

interface Question {
	readonly schema: Schema;
	readonly value: unknown;
	readonly resolve: (ref: string) => Schema;
	readonly valid: (schema: Schema, value: unknown) => boolean;
}

/**
 * JSON paths (`/components/0/colour`) of the keys that no schema for their place knows. Of several alternatives those count
 * that the value fits, or all when it fits none; what `allOf` joins is known together.
 */
export function unknownKeys(question: Question): string[] {
	return search([question.schema], question.value, '', question);
}

function search(schemas: readonly Schema[], value: unknown, path: string, question: Question): string[] {
	if (Array.isArray(value)) {
		const items = flatten(schemas, value, question).flatMap(({ items: schema }) => (schema ? [schema as Schema] : []));

		return value.flatMap((item, index) => search(items, item, `${path}/${index}`, question));
	}
	if (typeof value !== 'object' || value === null) {
		return [];
	}
	const candidates = flatten(schemas, value, question);
	// A schema that says nothing about its keys (or that any are welcome) knows them all.
	const open = candidates.some(
		(schema) => schema['properties'] === undefined || schema['additionalProperties'] === true,
	);

	return Object.entries(value).flatMap(([key, member]) => {
		const known = candidates.flatMap((schema) => {
			const own = (schema['properties'] as Record<string, Schema> | undefined)?.[key];
			const others = schema['additionalProperties'] as Schema | boolean | undefined;

			return own ? [own] : typeof others === 'object' ? [others] : [];
		});
		if (known.length === 0) {
			return open && candidates.every((schema) => typeof schema['additionalProperties'] !== 'object')
				? []
				: [`${path}/${key}`];
		}

		return search(known, member, `${path}/${key}`, question);
	});
}

/** The plain schemas that speak about a value, with references followed and alternatives chosen. */
function flatten(schemas: readonly Schema[], value: unknown, question: Question): Schema[] {
	return schemas.flatMap((schema): Schema[] => {
		const inner: Schema[] = [];
		if (typeof schema['$ref'] === 'string') inner.push(question.resolve(schema['$ref']));
		inner.push(...((schema['allOf'] ?? []) as Schema[]));
		for (const key of ['oneOf', 'anyOf']) {
			const alternatives = (schema[key] ?? []) as Schema[];
			const fitting = alternatives.filter((each) => question.valid(each, value));
			inner.push(...(fitting.length > 0 ? fitting : alternatives));
		}
		const says =
			schema['properties'] !== undefined ||
			schema['items'] !== undefined ||
			schema['additionalProperties'] !== undefined;

		return [...(says ? [schema] : []), ...flatten(inner, value, question)];
	});
}
