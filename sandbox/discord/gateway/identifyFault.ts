import { Close } from './gatewayConnection.js';
import type { Json } from '../protocol/json.js';

const everyIntent = (1 << 26) - 1;
/** Members, presences, message content: not granted to this application. */
const privilegedIntents = (1 << 1) | (1 << 8) | (1 << 15);

/** The close code for an IDENTIFY that cannot be; undefined for a good one. */
export function identifyFault(data: Json, [id, count]: readonly [number, number], token: string): number | undefined {
	const intents = Number(data['intents']);
	if (!isToken(data['token'], token)) {
		return Close.authenticationFailed;
	}
	if (!(id >= 0 && id < count)) {
		return Close.invalidShard;
	}
	if (!Number.isInteger(data['intents']) || intents < 0 || intents > everyIntent) {
		return Close.invalidIntents;
	}

	return intents & privilegedIntents ? Close.disallowedIntents : undefined;
}

/** Discord takes a token with the prefix that REST wants, too. */
export const isToken = (given: unknown, token: string): boolean => given === token || given === `Bot ${token}`;
