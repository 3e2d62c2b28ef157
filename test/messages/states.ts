import { minutes, seconds } from '../../src/lib/time.js';
import type { Job } from '../../src/jobs/record/job.js';
import { aJob, begin } from '../harness/aJob.js';

/** The same job as an English and as a Korean member has it. */
export type Parts = NonNullable<Parameters<typeof aJob>[0]>;

const generating: Parts = {
	phase: 'generating',
	submission: { sent: 1, startedAt: begin + seconds(12), acceptedAt: begin + seconds(14) },
	task: { provider: 'veo', id: 'task_1', model: 'veo3.1-fast' },
	request: { prompt: 'a *paper* boat', model: 'veo3.1-fast', duration: 8, resolution: '720p', aspect: '16:9' },
};

const at = begin + seconds(117);

/** A record in every state that a card can show. */
export const states = {
	queued: {},
	generating: { ...generating, looking: { percent: 42 } },
	late: { ...generating, lateAt: begin + minutes(60) },
	succeeded: {
		...generating,
		phase: 'delivering',
		outcome: { type: 'succeeded', at, result: { urls: ['https://cdn.example.com/v.mp4'] } },
		media: { file: 'a.mp4', bytes: 5_000_000, contentType: 'video/mp4' },
	},
	failed: {
		...generating,
		phase: 'delivering',
		outcome: { type: 'failed', at, failure: { code: 'invalid', option: 'aspect' } },
	},
	unknown: {
		...generating,
		phase: 'delivering',
		outcome: { type: 'failed', at, failure: { code: 'submission-unknown' } },
	},
	cancelled: { ...generating, phase: 'delivering', outcome: { type: 'cancelled', at, submitted: true } },
	picture: {
		phase: 'delivering',
		outcome: { type: 'failed', at, failure: { code: 'picture', option: 'last_frame', reason: 'heic' } },
	},
} as const satisfies Record<string, Parts>;

const name = 'reelay-1-start.jpg';

/** A small picture that goes along with its card, and one that the message holds already. */
export const thumbnails = [{ name, file: { name, blob: new Blob(['x']), timeoutMs: seconds(10) } }, { name }] as const;

export const inLanguage = (state: keyof typeof states, locale: string): Job =>
	aJob({ ...(states[state] as Parts), requester: { locale } });
