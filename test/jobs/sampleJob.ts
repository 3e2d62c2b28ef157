import { Job } from '../../src/jobs/job.js';

type Given = { [K in keyof Job]?: Job[K] extends object ? Partial<Job[K]> | Job[K] : Job[K] };

/** An ordinary job, just born by Alice in a guild, with what the test says of it. */
export function sampleJob(given: Given = {}): Job {
	const id = given.id ?? '1300000000000000001';
	return Job.parse({
		version: 1,
		createdAt: Date.UTC(2026, 10, 20, 12),
		phase: 'queued',
		model: { name: 'Veo 3.1 Fast', provider: 'veo', providerName: 'Google Veo' },
		estimate: { usd: 0.5, basis: 'catalogue' },
		acknowledged: false,
		...given,
		id,
		request: { prompt: 'a cat on a bicycle', model: 'veo3.1-fast', ...given.request },
		requester: { id: '1200000000000000001', locale: 'en-US', ...given.requester },
		destination: {
			applicationId: '1000000000000000001',
			interactionId: id,
			token: 'token',
			tokenExpiresAt: Date.UTC(2026, 10, 20, 12, 15),
			channelId: '1100000000000000001',
			guildId: '1110000000000000001',
			context: 'guild',
			guildInstalled: true,
			userInstalled: false,
			permissions: '0',
			ephemeral: false,
			attachmentLimit: 10 * 1024 * 1024,
			...given.destination,
		},
	});
}
