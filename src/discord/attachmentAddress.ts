import { minutes } from '../lib/time.js';

/** Where Discord keeps files: of messages, and of the options of commands. */
const path = /^\/(?:ephemeral-)?attachments\//u;

/** The provider fetches it some time after it was told. */
const leastLifeMs = minutes(10);

/** Whether an address is a signed one of a file at Discord, which others can still fetch for a while. */
export function isLivingAddress(address: string, now: number): boolean {
	const url = URL.canParse(address) ? new URL(address) : undefined;
	if (url === undefined || !path.test(url.pathname)) return false;
	const expiresAt = Number.parseInt(url.searchParams.get('ex') ?? '', 16) * 1000;
	return expiresAt > now + leastLifeMs;
}
