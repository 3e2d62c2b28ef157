import { readFileSync } from 'node:fs';
import type { Plan } from '../../sandbox/cometapi/task/plan.js';
import type { Invocation } from '../../sandbox/discord/world/actions.js';

/** One way in which a member's request goes, and how it ends when nobody pulls the plug. */
export interface Journey {
	readonly name: string;
	readonly plan?: Partial<Plan>;
	readonly options?: Invocation['options'];
	readonly attachments?: Invocation['attachments'];
	/** The member presses Cancel while the answer to this look is on its way. */
	readonly cancelAtPoll?: number;
	readonly outcome: 'succeeded' | 'failed' | 'cancelled';
	/** What the telling says. */
	readonly says: string;
	/** Where it is told: a new message that pings, or the reply to the command, which does not. */
	readonly rung: 'channel' | 'original';
}

const picture = readFileSync(new URL('../../sandbox/cometapi/media/sunset.jpg', import.meta.url));

export const journeys = {
	text: { name: 'text', outcome: 'succeeded', says: 'Your video is ready', rung: 'channel' },
	picture: {
		name: 'picture',
		attachments: { image: { name: 'sunset.jpg', bytes: picture } },
		outcome: 'succeeded',
		says: 'Your video is ready',
		rung: 'channel',
	},
	private: {
		name: 'private',
		options: { private: true },
		outcome: 'succeeded',
		says: 'Your video is ready',
		rung: 'original',
	},
	failing: {
		name: 'failing',
		plan: { outcome: 'failed' },
		outcome: 'failed',
		says: 'No video',
		rung: 'channel',
	},
	cancelled: {
		name: 'cancelled',
		plan: { outcome: 'stuck', pollsToDone: 50 },
		cancelAtPoll: 2,
		outcome: 'cancelled',
		says: 'Cancelled',
		rung: 'original',
	},
} as const satisfies Record<string, Journey>;
