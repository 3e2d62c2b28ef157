import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Job, Phase } from '../../../src/jobs/record/job.js';
import { advance, IllegalTransitionError, isTaskLost, type JobEvent } from '../../../src/jobs/record/transitions.js';
import { aJob, begin, inPhase } from '../../harness/aJob.js';

const at = begin + 60_000;

const events: Readonly<Record<JobEvent['type'], JobEvent>> = {
	acknowledged: { type: 'acknowledged', messageId: '1200000000000000009', ephemeral: true },
	'preparation-started': { type: 'preparation-started' },
	'preparation-paused': { type: 'preparation-paused' },
	'pictures-prepared': { type: 'pictures-prepared', pictures: [] },
	'submission-started': { type: 'submission-started' },
	'submission-accepted': { type: 'submission-accepted', task: { provider: 'veo', id: 'task_1', model: 'veo3.1' } },
	'submission-refused': { type: 'submission-refused', retryAt: at + 1000, counted: true, detail: '500' },
	'task-progressed': { type: 'task-progressed', state: 'running', percent: 30 },
	'poll-failed': { type: 'poll-failed' },
	'task-missing': { type: 'task-missing' },
	'poll-planned': { type: 'poll-planned', nextAt: at + 5000 },
	'late-told': { type: 'late-told' },
	'outcome-reached': {
		type: 'outcome-reached',
		outcome: { type: 'failed', failure: { code: 'provider' } },
	},
	'left-task-ended': { type: 'left-task-ended', end: { state: 'unknown' } },
	'token-died': { type: 'token-died' },
	'progress-lost': { type: 'progress-lost' },
	'thumbnail-shown': { type: 'thumbnail-shown' },
	'result-kept': { type: 'result-kept', media: { file: 'a.mp4', bytes: 10, contentType: 'video/mp4' } },
	'result-fetch-failed': { type: 'result-fetch-failed' },
	'result-given-up': { type: 'result-given-up', why: 'gone', cause: 'expired' },
	'delivery-attempted': { type: 'delivery-attempted', rung: 'channel' },
	'reply-filled': { type: 'reply-filled', receipt: { rung: 'original', form: 'original' } },
	'rung-left': { type: 'rung-left', rung: 'channel', why: 'forbidden 50013' },
	'delivery-made': { type: 'delivery-made', receipt: { rung: 'channel', form: 'words' } },
	'delivery-abandoned': { type: 'delivery-abandoned', why: 'no rung is left' },
	'redelivery-asked': { type: 'redelivery-asked' },
	'handed-out': { type: 'handed-out', receipt: { rung: 'original', form: 'words' } },
};

/** Where each event leads from each phase; what is not named is refused. */
const table: Readonly<Record<Phase, Partial<Record<JobEvent['type'], Phase>>>> = {
	queued: {
		acknowledged: 'queued',
		'preparation-started': 'queued',
		'preparation-paused': 'queued',
		'pictures-prepared': 'queued',
		'submission-started': 'submitting',
		'outcome-reached': 'delivering',
		'token-died': 'queued',
		'progress-lost': 'queued',
		'thumbnail-shown': 'queued',
	},
	submitting: {
		'submission-accepted': 'generating',
		'submission-refused': 'queued',
		'outcome-reached': 'delivering',
		'token-died': 'submitting',
		'progress-lost': 'submitting',
		'thumbnail-shown': 'submitting',
	},
	generating: {
		'task-progressed': 'generating',
		'poll-failed': 'generating',
		'task-missing': 'generating',
		'poll-planned': 'generating',
		'late-told': 'generating',
		'outcome-reached': 'delivering',
		'token-died': 'generating',
		'progress-lost': 'generating',
		'thumbnail-shown': 'generating',
	},
	delivering: {
		'token-died': 'delivering',
		'progress-lost': 'delivering',
		'thumbnail-shown': 'delivering',
		'result-kept': 'delivering',
		'result-fetch-failed': 'delivering',
		'result-given-up': 'delivering',
		'delivery-attempted': 'delivering',
		'reply-filled': 'delivering',
		'rung-left': 'delivering',
		'delivery-made': 'closed',
		'delivery-abandoned': 'closed',
	},
	closed: {
		'late-told': 'closed',
		'left-task-ended': 'closed',
		'result-kept': 'closed',
		'token-died': 'closed',
		'progress-lost': 'closed',
		'handed-out': 'closed',
		'redelivery-asked': 'delivering',
	},
};

describe('advance', () => {
	for (const phase of Phase.options) {
		for (const event of Object.values(events)) {
			const next = table[phase][event.type];
			const title =
				next === undefined ? `refuses ${event.type} in ${phase}` : `takes ${event.type} from ${phase} to ${next}`;
			it(title, () => {
				if (next === undefined) expect(() => advance(inPhase[phase](), event, at)).toThrow(IllegalTransitionError);
				else expect(advance(inPhase[phase](), event, at).phase).toBe(next);
			});
		}
	}

	it('sets an outcome exactly once, and closes once for it and for every redelivery, whatever happens in whatever order', () => {
		const anyEvent = fc.constantFrom(...Object.values(events));
		fc.assert(
			fc.property(fc.array(anyEvent, { maxLength: 60 }), (sequence) => {
				let job = aJob();
				let outcomes = 0;
				let closings = 0;
				let reopenings = 0;
				for (const event of sequence) {
					let next: Job;
					try {
						next = advance(job, event, at);
					} catch (error) {
						expect(error).toBeInstanceOf(IllegalTransitionError);
						continue;
					}
					if (job.outcome !== next.outcome) outcomes += 1;
					if (job.phase !== 'closed' && next.phase === 'closed') closings += 1;
					if (job.phase === 'closed' && next.phase !== 'closed') {
						expect(event.type).toBe('redelivery-asked');
						reopenings += 1;
					}
					job = Job.parse(JSON.parse(JSON.stringify(next)));
				}
				expect(outcomes).toBeLessThanOrEqual(1);
				expect(closings - reopenings).toBe(job.phase === 'closed' ? 1 : 0);
				expect(job.phase === 'delivering' || job.phase === 'closed').toBe(outcomes === 1);
			}),
		);
	});

	it('leaves the record it was given as it was', () => {
		const job = inPhase.generating();
		const before = JSON.stringify(job);
		advance(job, events['task-progressed'], at);
		expect(JSON.stringify(job)).toBe(before);
	});

	it('counts creates that were sent, refused ones included', () => {
		const again = advance(
			advance(inPhase.submitting(), events['submission-refused'], at),
			events['submission-started'],
			at,
		);
		expect(again.submission).toMatchObject({ sent: 2, errors: 1, refusals: 1 });
	});

	it('never lets progress run backwards', () => {
		const first = advance(inPhase.generating(), { type: 'task-progressed', state: 'running', percent: 60 }, at);
		const second = advance(first, { type: 'task-progressed', state: 'running', percent: 20 }, at);
		expect(second.looking.percent).toBe(60);
	});

	it('says that a cancelled job may be charged once its create was sent, and not before', () => {
		const cancelled: JobEvent = { type: 'outcome-reached', outcome: { type: 'cancelled' } };
		expect(advance(inPhase.queued(), cancelled, at).outcome).toMatchObject({ type: 'cancelled', submitted: false });
		expect(advance(inPhase.generating(), cancelled, at).outcome).toMatchObject({ type: 'cancelled', submitted: true });
	});
});

describe('isTaskLost', () => {
	const deny = (job: Job, seconds: number): Job => advance(job, { type: 'task-missing' }, begin + seconds * 1000);

	it('ignores denials within two minutes of the first', () => {
		const job = [0, 30, 60, 90, 119].reduce(deny, inPhase.generating());
		expect(isTaskLost(job)).toBe(false);
	});

	it('needs three more denials after those two minutes', () => {
		const twice = [0, 121, 150].reduce(deny, inPhase.generating());
		expect(isTaskLost(twice)).toBe(false);
		expect(isTaskLost(deny(twice, 180))).toBe(true);
	});

	it('begins again when the provider has known the task in between', () => {
		const known = advance([0, 121, 150].reduce(deny, inPhase.generating()), events['task-progressed'], begin + 160_000);
		expect(isTaskLost([170, 180, 190].reduce(deny, known))).toBe(false);
	});
});
