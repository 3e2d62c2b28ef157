import { Job } from '../../src/jobs/record/job.js';

/** The moment that test records begin at. */
export const begin = Date.UTC(2026, 0, 15, 12, 0, 0);

type Parts = Partial<Omit<Job, 'request' | 'destination' | 'submission' | 'looking' | 'delivery' | 'requester'>> & {
	request?: Partial<Job['request']>;
	destination?: Partial<Job['destination']>;
	requester?: Partial<Job['requester']>;
	submission?: Partial<Job['submission']>;
	looking?: Partial<Job['looking']>;
	delivery?: Partial<Job['delivery']>;
};

/** A valid record, acknowledged and queued, with what is said differently. */
export function aJob({ request, destination, requester, submission, looking, delivery, ...parts }: Parts = {}): Job {
	return Job.parse({
		version: 1,
		id: '1200000000000000001',
		createdAt: begin,
		phase: 'queued',
		model: { name: 'Veo 3.1 Fast', provider: 'veo', providerName: 'Google Veo' },
		estimate: { usd: 0.4, basis: 'catalogue' },
		acknowledged: true,
		...parts,
		request: { prompt: 'a paper boat crossing a pond at dawn', model: 'veo3.1-fast', ...request },
		requester: { id: '1100000000000000001', locale: 'en-US', ...requester },
		destination: {
			applicationId: '1000000000000000001',
			interactionId: '1200000000000000001',
			token: 'aW50ZXJhY3Rpb24',
			tokenExpiresAt: begin + 900_000,
			channelId: '1000000000000000002',
			guildId: '1000000000000000003',
			context: 'guild',
			guildInstalled: true,
			userInstalled: false,
			permissions: '277025508352',
			ephemeral: false,
			messageId: '1200000000000000002',
			attachmentLimit: 10_485_760,
			...destination,
		},
		submission: { ...submission },
		looking: { ...looking },
		delivery: { ...delivery },
	});
}

/** A record in each phase, as the journey leaves it. */
export const inPhase = {
	queued: () => aJob(),
	submitting: () => aJob({ phase: 'submitting', submission: { sent: 1, startedAt: begin } }),
	generating: () =>
		aJob({
			phase: 'generating',
			submission: { sent: 1, startedAt: begin, acceptedAt: begin },
			task: { provider: 'veo', id: 'task_1', model: 'veo3.1-fast' },
		}),
	delivering: () =>
		aJob({
			phase: 'delivering',
			submission: { sent: 1, startedAt: begin, acceptedAt: begin },
			task: { provider: 'veo', id: 'task_1', model: 'veo3.1-fast' },
			outcome: { type: 'succeeded', at: begin, result: { urls: ['https://cdn.example.com/v.mp4'] } },
		}),
	closed: () =>
		aJob({
			phase: 'closed',
			outcome: { type: 'failed', at: begin, failure: { code: 'provider' } },
			delivery: { receipt: { rung: 'channel', at: begin, form: 'words' } },
			closedAt: begin,
		}),
} as const;
