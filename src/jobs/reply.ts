import { seconds } from '../lib/time.js';
import type { Destination } from './job.js';

/** What addresses an interaction's reply while its token lives. */
export interface Reply {
	readonly applicationId: string;
	readonly token: string;
}

/** The token lives 15 minutes by Discord's clock; a minute is left for ours being off and for an upload. */
const marginMs = seconds(60);

/** From this moment the token is not used any more, ms. */
export const replyEndsAt = ({ tokenExpiresAt }: Destination): number => tokenExpiresAt - marginMs;

/** The reply of this destination, if its token may still be used at `now`. */
export function replyOf(destination: Destination, now: number): Reply | undefined {
	const { applicationId, token } = destination;
	if (token === null || token === undefined || now >= replyEndsAt(destination)) return undefined;
	return { applicationId, token };
}
