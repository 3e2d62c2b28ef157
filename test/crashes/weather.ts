import * as comet from '../../sandbox/cometapi/faults.js';
import type { CometApiSimulator } from '../../sandbox/cometapi/simulator.js';
import { errorAnswer } from '../../sandbox/discord/discordFaults.js';
import type { DiscordSimulator } from '../../sandbox/discord/simulator.js';
import type { Exchange } from '../../sandbox/http/exchange.js';

interface Sides {
	readonly discord: DiscordSimulator;
	readonly comet: CometApiSimulator;
}

const posts = (x: Exchange): boolean => x.method === 'POST' && /\/channels\/\d+\/messages$/u.test(x.path);
const edits = (x: Exchange): boolean => x.method === 'PATCH';
const replies = (x: Exchange): boolean => edits(x) && x.path.endsWith('/@original');
const { creates, polls } = comet;

/** What may go wrong once on either side, by name; none of it is a reason to lose, pay or post anything twice. */
export const weather = {
	'create: 429': (at: Sides) => at.comet.addFault(comet.rateLimited({ match: creates, retryAfter: '3' })),
	'create: 500': (at: Sides) => at.comet.addFault(comet.refused(500, { match: creates })),
	'create: reset before': (at: Sides) => at.comet.addFault(comet.resetBefore({ match: creates })),
	'create: answer lost': (at: Sides) => at.comet.addFault(comet.lostCreate()),
	'create: cut off': (at: Sides) => at.comet.addFault(comet.truncatedCreate({ bytes: 6 })),
	'create: cut off behind the id': (at: Sides) => at.comet.addFault(comet.truncatedCreate({ bytes: 60 })),
	'poll: 503': (at: Sides) => at.comet.addFault(comet.refused(503, { match: polls })),
	'poll: reset': (at: Sides) => at.comet.addFault(comet.resetBefore({ match: polls })),
	'poll: cut off': (at: Sides) => at.comet.addFault(comet.truncated({ match: polls })),
	'result: link expired': (at: Sides) => at.comet.addCdnFault(comet.expiredLink()),
	'post: answer lost': (at: Sides) => at.discord.api.addFault({ match: posts, act: { kind: 'reset-after' } }),
	'post: reset before': (at: Sides) => at.discord.api.addFault({ match: posts, act: { kind: 'reset-before' } }),
	'post: 503': (at: Sides) => at.discord.faults.answer({ match: posts, answer: errorAnswer(503, 0, 'away') }),
	'post: forbidden': (at: Sides) => at.discord.faults.answer({ match: posts, answer: errorAnswer(403, 50_013, 'no') }),
	'edit: answer lost': (at: Sides) => at.discord.api.addFault({ match: edits, act: { kind: 'reset-after' } }),
	'edit: 503': (at: Sides) => at.discord.faults.answer({ match: edits, answer: errorAnswer(503, 0, 'away') }),
	'edit: token dead': (at: Sides) =>
		at.discord.faults.answer({ match: replies, answer: errorAnswer(401, 50_027, 'no') }),
} as const;

export type Weather = keyof typeof weather;
