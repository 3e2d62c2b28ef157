import type { Config } from '../config.js';
import { errorDetail } from '../lib/errorDetail.js';
import { seconds } from '../lib/time.js';
import { ok, warn, type Check } from './finding.js';

const timeoutMs = seconds(10);

/** Whether the world reaches what it shall of the ops server, and nothing else. */
export function publicChecks({ publicUrl, ops }: Config): Check[] {
	return [{ name: 'public address', run: () => publicCheck(publicUrl, ops.port) }];
}

async function publicCheck(publicUrl: string | undefined, port: number | 'off') {
	if (publicUrl === undefined) return ok('none (PUBLIC_URL is not set): no callbacks, no pictures by address');
	if (port === 'off') return warn('PUBLIC_URL is set, but OPS_PORT is off: nothing answers there');
	try {
		const status = await ask(`${publicUrl}/callback/doctor`);
		if (status >= 500)
			return warn(`the proxy answers HTTP ${status}: the bot does not run, or it looks elsewhere for it`);
		// Our own answer to an address that was never given out.
		if (status !== 404) return warn(`/callback/ answers HTTP ${status} instead of 404: is that our ops server?`);
		if ((await ask(`${publicUrl}/metrics`)) === 200) {
			return warn('everybody can read /metrics there; let the proxy pass /callback/ and /media/ and nothing else');
		}
		return ok(publicUrl);
	} catch (error) {
		const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
		return warn(`cannot be reached from here: ${errorDetail(cause)}`);
	}
}

async function ask(url: string): Promise<number> {
	const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
	await answer.body?.cancel();
	return answer.status;
}
