import { pino, type DestinationStream, type Logger } from 'pino';

/**
 * Where secrets and members' words could stand in what is logged. Interaction tokens, keys and prompts must not reach a
 * log, whatever object somebody hands to it.
 */
const redacted = ['token', 'authorization', 'Authorization', 'key', 'apiKey', 'prompt', 'negativePrompt', 'quotaKey'];

/** JSON lines on standard output, or on the given stream. */
export function makeLogger(level: string, stream?: DestinationStream): Logger {
	const options = {
		level,
		base: null,
		timestamp: pino.stdTimeFunctions.isoTime,
		formatters: { level: (label: string) => ({ level: label }) },
		redact: {
			paths: redacted.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]),
			censor: '[redacted]',
		},
	};
	return stream === undefined ? pino(options) : pino(options, stream);
}
