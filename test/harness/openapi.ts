import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

import type { Exchange } from '../../sandbox/http/exchange.js';
import { knownAnswerGaps, knownGaps } from '../openapi/knownGaps.js';
import { missingKeys } from '../openapi/missingKeys.js';
import { Operations, type Operation, type Schema } from '../openapi/operations.js';
import { unknownKeys } from '../openapi/unknownKeys.js';

/** Where Discord's own description of its API is looked for: `DISCORD_OPENAPI`, else beside the project. */
export const openApiFile =
	process.env['DISCORD_OPENAPI'] ?? resolve(import.meta.dirname, '../../../shared/discord-openapi.json');

/** False on a machine without the document: suites then skip by name. */
export const hasOpenApi = existsSync(openApiFile);

/**
 * What is wrong with a request to Discord, one sentence each; empty for a good one. The route and method must exist, path
 * and query must fit, and the JSON body (or a form's `payload_json`) must fit **without a key that the document does not
 * know**, save its known gaps.
 */
export function validateExchange(x: Exchange): string[] {
	const operation = document().operations.find(x.method, x.path);
	if (!operation) {
		return [`${x.method} ${x.path}: no such route`];
	}
	const problems = [...pathProblems(operation), ...queryProblems(operation, x), ...bodyProblems(operation, x)];

	return problems.map((problem) => `${x.method} ${operation.template}: ${problem}`);
}

/** Everything that is wrong with the API requests of a run, each problem once. Requests below other paths are not Discord's. */
export function problemsOf(exchanges: readonly Exchange[]): string[] {
	return [...new Set(exchanges.filter(({ path }) => path.startsWith('/api/')).flatMap(validateExchange))];
}

/**
 * What is wrong with a simulator's answer by the document, one sentence each: whatever the document says that Discord
 * always sends must be there. Refusals and answers without a body are not looked at.
 */
export function answerProblems({ method, path, answer }: Exchange): string[] {
	const operation = document().operations.find(method, path);
	const schema = answer && operation?.answer(answer.status);
	if (!operation || !schema || answer.status >= 400) {
		return [];
	}
	const value = jsonOf(answer.body);
	const missing = missingKeys({ schema, value, resolve: (ref) => document().operations.resolve(ref) });
	// Where nothing is missing, what is there may still not fit.
	const wrong = missing.length > 0 ? [] : complaints(schema, value).map(({ path: at, message }) => `${at} ${message}`);
	const problems = [...missing.map((key) => `missing ${key}`), ...wrong];

	return problems
		.map((problem) => `${method} ${operation.template}: ${problem}`)
		.filter((problem) => !knownAnswerGaps.some((gap) => gap.test(problem)));
}

/** A body as it went out: what is undefined in it is not there. */
const jsonOf = (body: unknown): unknown => (body === undefined ? undefined : JSON.parse(JSON.stringify(body)));

interface Loaded {
	readonly operations: Operations;
	readonly ajv: Ajv2020;
}

let loaded: Loaded | undefined;

function document(): Loaded {
	loaded ??= load();

	return loaded;
}

function load(): Loaded {
	// References made absolute, so that any piece of the document can be compiled by itself.
	const text = readFileSync(openApiFile, 'utf8')
		.replaceAll('"$ref": "#/', '"$ref":"#/')
		.replaceAll('"$ref":"#/', '"$ref":"discord#/');
	const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, logger: false });
	addFormats.default(ajv);
	const whole = JSON.parse(text) as Schema;
	ajv.addSchema({ $id: 'discord', components: whole['components'] }, 'discord');

	return { ajv, operations: new Operations(whole) };
}

function valid(schema: Schema, value: unknown): boolean {
	return complaints(schema, value).length === 0;
}

function complaints(schema: Schema, value: unknown): { path: string; message: string }[] {
	const validate = document().ajv.compile(schema);
	if (validate(value)) {
		return [];
	}

	return (validate.errors ?? []).map(({ instancePath, message, params }) => ({
		path: instancePath,
		message: `${message ?? 'does not fit'} ${JSON.stringify(params)}`,
	}));
}

function pathProblems({ params, parameters }: Operation): string[] {
	return parameters
		.filter((parameter) => parameter.in === 'path')
		.filter(({ name, schema }) => !valid(schema, params[name]))
		.map(({ name }) => `path parameter ${name} does not fit: ${params[name] ?? 'missing'}`);
}

function queryProblems({ parameters }: Operation, x: Exchange): string[] {
	const problems: string[] = [];
	for (const [name, text] of x.query) {
		const parameter = parameters.find((each) => each.in === 'query' && each.name === name);
		if (!parameter) problems.push(`unknown query parameter ${name}`);
		else if (![text, ...parsed(text)].some((value) => valid(parameter.schema, value))) {
			problems.push(`query parameter ${name} does not fit: ${text}`);
		}
	}

	return problems;
}

/** A query holds text; `5` and `true` may be meant. */
function parsed(text: string): unknown[] {
	return /^(true|false|-?\d+(\.\d+)?)$/.test(text) ? [JSON.parse(text)] : [];
}

function bodyProblems({ body, required, template }: Operation, x: Exchange): string[] {
	const files = (x.form?.files ?? [])
		.filter(({ name }) => !/^files\[\d\]$/.test(name))
		.map(({ name }) => `unknown file field ${name}`);
	if (x.json === undefined) {
		const sent = x.body.length > 0 || x.form !== undefined;

		return sent ? [...files, 'the body holds no JSON'] : required ? ['the body is missing'] : [];
	}
	if (!body) {
		return ['a body is sent where none is known'];
	}
	const gaps = knownGaps.filter((gap) => gap.applies(x.method, template));
	const allowed = (path: string): boolean => gaps.some((gap) => gap.path.test(path));
	const json = gaps.reduce((value, gap) => gap.repair?.(value) ?? value, structuredClone(x.json));
	const wrong = complaints(body, json)
		.filter(({ path }) => !allowed(path))
		.map(({ path, message }) => `${path || '/'} ${message}`);
	const unknown = unknownKeys({
		schema: body,
		value: json,
		resolve: (ref) => document().operations.resolve(ref),
		valid,
	});

	return [...files, ...wrong, ...unknown.filter((path) => !allowed(path)).map((path) => `unknown key ${path}`)];
}
