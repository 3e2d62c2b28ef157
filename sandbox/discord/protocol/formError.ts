import type { z } from 'zod';

import { ApiError } from './apiError.js';
import type { Json } from './json.js';

/** One thing wrong with a form: where, Discord's code for it, and words. */
export interface Fault {
	readonly path: readonly PropertyKey[];
	readonly code: string;
	readonly message: string;
}

/** Error 50035 with Discord's nested `errors`, of one or several faults. */
export function formError(...faults: readonly Fault[]): ApiError {
	const errors: Json = {};
	for (const { path, code, message } of faults) {
		let node = errors;
		for (const step of path) node = (node[String(step)] ??= {}) as Json;
		const list = (node['_errors'] ??= []) as unknown[];
		list.push({ code, message });
	}

	return new ApiError({ status: 400, code: 50035, message: 'Invalid Form Body', errors });
}

/** @throws ApiError 50035 that names every fault. */
export function parseForm<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
	const result = schema.safeParse(value);

	if (result.success) {
		return result.data;
	}
	throw formError(...result.error.issues.map(faultOf));
}

/** A refinement's message may open with Discord's own code: `CODE: words`. */
function faultOf(issue: z.core.$ZodIssue): Fault {
	const [, code, words] = /^([A-Z][A-Z0-9_]+): (.*)$/s.exec(issue.message) ?? [];
	if (code !== undefined && words !== undefined) {
		return { path: issue.path, code, message: words };
	}

	return { path: issue.path, code: codeOf(issue), message: issue.message };
}

function codeOf(issue: z.core.$ZodIssue): string {
	switch (issue.code) {
		case 'invalid_type':
			return issue.message.includes('received undefined') ? 'BASE_TYPE_REQUIRED' : 'BASE_TYPE_BAD_TYPE';
		case 'too_big':
		case 'too_small':
			return issue.origin === 'string' || issue.origin === 'array' ? 'BASE_TYPE_BAD_LENGTH' : 'NUMBER_TYPE_RANGE';
		case 'invalid_value':
		case 'invalid_union':
			return 'BASE_TYPE_CHOICES';
		case 'invalid_format':
			return 'STRING_TYPE_REGEX';
		case 'not_multiple_of':
		case 'unrecognized_keys':
		case 'invalid_key':
		case 'invalid_element':
		case 'custom':
			return 'BASE_TYPE_INVALID';
	}
}
