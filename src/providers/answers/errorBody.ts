import type { Answer } from '../contract/provider.js';

/** An error as an answer tells it, in whichever of its shapes. */
export interface ErrorBody {
	/** Its codes, most telling first, as they came (numbers as their digits). Never its `type`, which says nothing reliable. */
	readonly codes: readonly string[];
	readonly message: string;
	/** The parameter it names, if it names one. */
	readonly param?: string;
}

/**
 * The error in an answer's body, or `undefined` when the body tells none. Shapes: `{error: {…}}` and `{error: "…"}`; a task
 * error `{code, message, data: null}`; a provider's `{code: 1201, message}`; MiniMax's `base_resp`.
 */
export function readErrorBody({ status, body }: Pick<Answer, 'status' | 'body'>): ErrorBody | undefined {
	if (!isRecord(body)) return undefined;

	const { error, base_resp: base } = body;
	if (typeof error === 'string' && error !== '') return { codes: wordsOf(body['code']), message: error };
	if (isRecord(error) && Object.keys(error).length > 0) {
		const nested = isRecord(error['error']) ? error['error'] : error;
		return fault([nested['code'], nested['status']], nested);
	}
	if (isRecord(base) && !isFine(base['status_code'])) {
		return { codes: wordsOf(base['status_code']), message: textOf(base['status_msg']) };
	}
	const told = fault([body['code']], body);
	// Beside a status that is itself a refusal, a message alone is an error too.
	return isFine(body['code']) && (status < 400 || told.message === '') ? undefined : told;
}

/** Codes that acknowledge: Kling's 0, the wrapper's "success", the compatibility format's 200, Midjourney's 1, 21 and 22. */
const fine: ReadonlySet<string> = new Set(['0', '1', '21', '22', '200', 'success', 'succeed', 'ok']);

function isFine(code: unknown): boolean {
	const [word] = wordsOf(code);
	return word === undefined || fine.has(word.toLowerCase());
}

function fault(codes: readonly unknown[], holder: Readonly<Record<string, unknown>>): ErrorBody {
	const message =
		textOf(holder['message']) || textOf(holder['msg']) || textOf(holder['description']) || textOf(holder['detail']);
	const param = textOf(holder['param']);
	return { codes: codes.flatMap(wordsOf), message, ...(param !== '' && { param }) };
}

function wordsOf(value: unknown): string[] {
	if (typeof value === 'number') return [String(value)];
	return typeof value === 'string' && value !== '' ? [value] : [];
}

function textOf(value: unknown): string {
	if (typeof value === 'string') return value;
	return value === undefined || value === null ? '' : JSON.stringify(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
