import { randomUUID } from 'node:crypto';

import type { Answer, Exchange } from '../http/exchange.js';
import { router, type Route } from '../http/router.js';
import { formed, ownFile } from './task/answerForms.js';
import { chatRoutes } from './chat.js';
import { catalogueRoutes, modelListRoutes } from './catalogue/catalogueRoutes.js';
import { klingRoutes } from './families/kling/kling.js';
import { midjourneyRoutes } from './families/midjourney.js';
import { minimaxRoutes } from './families/minimax.js';
import { runwayRoutes } from './families/runway.js';
import { runwayCompatRoutes } from './families/runwayCompat.js';
import { unifiedRoutes } from './families/unified/unified.js';
import { volcRoutes } from './families/volc.js';
import { xaiRoutes } from './families/xai.js';
import type { Family, FamilyKit } from './task/family.js';
import type { FamilyName } from './task/task.js';
import { quotaRoutes } from './quota.js';
import { Refusal, refusalAnswer } from './task/refusal.js';

interface HandlerParts extends FamilyKit {
	readonly key: string;
	readonly quotaKey: string;
}

/** In the order in which their routes are tried. */
const families: Readonly<Record<FamilyName, Family>> = {
	unified: unifiedRoutes,
	kling: klingRoutes,
	runway: runwayRoutes,
	'runway-compat': runwayCompatRoutes,
	xai: xaiRoutes,
	volc: volcRoutes,
	minimax: minimaxRoutes,
	midjourney: midjourneyRoutes,
};

/** The whole API as one function: authorization, routes, refusals, and the request id on every answer. */
export function cometApiHandler(parts: HandlerParts): (x: Exchange) => Promise<Answer> {
	const files: Route = { method: 'GET', path: '/files/:id', handle: (x, { id = '' }) => ownFile(id, x, parts) };
	const guarded = router(
		[...[modelListRoutes, chatRoutes, ...Object.values(families)].flatMap((family) => family(parts)), files],
		unknownPath,
	);
	const whole = router([...catalogueRoutes(), ...quotaRoutes(parts)], async (x) => {
		if (x.headers['authorization'] !== `Bearer ${parts.key}`) throw unauthorized();
		return formed(await guarded(x), x, parts);
	});

	return async (x) => {
		const requestId = randomUUID().replaceAll('-', '');
		const answer = await answered(x, whole, requestId);
		return { ...answer, headers: { 'x-cometapi-request-id': requestId, ...answer.headers } };
	};
}

async function answered(
	x: Exchange,
	handle: (x: Exchange) => Promise<Answer> | Answer,
	requestId: string,
): Promise<Answer> {
	try {
		return await handle(x);
	} catch (error) {
		if (error instanceof Refusal) return refusalAnswer(error, requestId);
		throw error;
	}
}

function unauthorized(): Refusal {
	return new Refusal({ status: 401, message: 'Invalid token', code: '' });
}

/** A guessed path under a known prefix is answered in JSON; a wrong base path leads to the web site. */
function unknownPath(x: Exchange): Answer {
	if (/^\/(v1|kling|runwayml|runway|grok|volc|mj)\//.test(x.path)) {
		throw new Refusal({ status: 404, message: `Invalid URL (${x.method} ${x.path})`, shape: 'content' });
	}
	return {
		status: 301,
		headers: { 'content-type': 'text/html', location: '/' },
		body: '<html><head><title>301 Moved Permanently</title></head><body></body></html>',
	};
}
