import { pino, type DestinationStream, type Logger } from 'pino';

/**
 * Where secrets and members' words could stand in what is logged. Interaction tokens, keys and prompts must not reach a
 * log, whatever object somebody hands to it.
 */
const redacted = ['token', 'authorization', 'Authorization', 'key', 'apiKey', 'prompt', 'negativePrompt', 'quotaKey'];

/** Causes of causes are followed so far. */
const deepestCause = 3;
const longestMessage = 500;

/**
 * An error as it may stand in a log: what it is called, its first words, its code and its place. Whatever else hangs on it (a
 * request's body, an answer's text) holds the words of members and of others, and stays away.
 */
function plainError(error: unknown, depth = 0): unknown {
	if (!(error instanceof Error)) return typeof error === 'string' ? error.slice(0, longestMessage) : typeof error;
	const { name, message, stack, cause } = error;
	const { code, status } = error as { code?: unknown; status?: unknown };
	const isPlain = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';
	return {
		type: name,
		message: message.slice(0, longestMessage),
		...(isPlain(code) && { code }),
		...(isPlain(status) && { status }),
		...(stack !== undefined && { stack: stack.slice(0, 4 * longestMessage) }),
		...(cause !== undefined && depth < deepestCause && { cause: plainError(cause, depth + 1) }),
	};
}

/**
 * JSON lines on standard output, or on the given stream.
 * @param clean takes secrets out of a finished line, whatever object brought them there
 */
export function makeLogger(level: string, stream?: DestinationStream, clean?: (line: string) => string): Logger {
	const options = {
		level,
		base: null,
		timestamp: pino.stdTimeFunctions.isoTime,
		serializers: { err: (error: unknown) => plainError(error) },
		formatters: { level: (label: string) => ({ level: label }) },
		redact: {
			paths: redacted.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]),
			censor: '[redacted]',
		},
		...(clean !== undefined && { hooks: { streamWrite: clean } }),
	};
	return stream === undefined ? pino(options) : pino(options, stream);
}
