import { describe, expect, it } from 'vitest';
import type { Job } from '../../../src/jobs/record/job.js';
import { advance, type JobEvent, type OutcomeReached } from '../../../src/jobs/record/transitions.js';
import { seconds } from '../../../src/lib/time.js';
import { Metrics } from '../../../src/services/ops/metrics.js';
import { aJob, begin } from '../../harness/aJob.js';

const none = { waiting: 0, running: 0, scheduled: 0, unsaved: 0 };
const make = (): Metrics => new Metrics({ levels: () => none });

const task = { provider: 'veo', id: 'task_1', model: 'veo3.1-fast' };
const succeeded: OutcomeReached = { type: 'succeeded', result: { urls: ['https://cdn.example.com/v.mp4'] } };

const started: JobEvent = { type: 'submission-started' };
const accepted: JobEvent = { type: 'submission-accepted', task };
const progressed: JobEvent = { type: 'task-progressed', state: 'running', percent: 10 };
const reached = (outcome: OutcomeReached): JobEvent => ({
	type: 'outcome-reached',
	outcome,
});
const made: JobEvent = { type: 'delivery-made', receipt: { rung: 'channel', form: 'reencoded' } };

/** Lets the events happen ten seconds apart, each saved and seen. */
function live(metrics: Metrics, job: Job, ...events: JobEvent[]): Job {
	let at = begin;
	metrics.observe(job);
	return events.reduce((current, event) => {
		const next = advance(current, event, (at += seconds(10)));
		metrics.observe(next);
		return next;
	}, job);
}

/** The lines of the page that begin with one of these names, without comments. */
async function lines(metrics: Metrics, ...names: string[]): Promise<string[]> {
	const { text } = await metrics.page();
	return text.split('\n').filter((line) => names.some((name) => line.startsWith(name)));
}

describe('Metrics', () => {
	it('tells a whole journey from the records alone', async () => {
		const metrics = make();
		const events = [started, accepted, progressed, { type: 'look-failed' } as const, progressed];
		live(metrics, aJob(), ...events, reached(succeeded), made);

		expect(await lines(metrics, 'reelay_job_', 'reelay_deliveries', 'reelay_poll', 'reelay_creates')).toEqual([
			'reelay_job_phase_changes_total{from="none",to="queued"} 1',
			'reelay_job_phase_changes_total{from="queued",to="submitting"} 1',
			'reelay_job_phase_changes_total{from="submitting",to="generating"} 1',
			'reelay_job_phase_changes_total{from="generating",to="delivering"} 1',
			'reelay_job_phase_changes_total{from="delivering",to="closed"} 1',
			'reelay_job_outcomes_total{provider="veo",code="succeeded"} 1',
			'reelay_deliveries_total{rung="channel",form="reencoded"} 1',
			'reelay_polls_total{provider="veo"} 3',
			'reelay_poll_failures_total{provider="veo"} 1',
			'reelay_creates_total{provider="veo",event="sent"} 1',
			'reelay_creates_total{provider="veo",event="accepted"} 1',
		]);
	});

	it('tells how creates were answered: refused and sent again, unknown, accepted while being cancelled', async () => {
		const metrics = make();
		const refused: JobEvent = { type: 'submission-refused', retryAt: begin, counted: true, detail: 'x' };
		const failed = (code: 'submission-unknown' | 'invalid'): JobEvent => reached({ type: 'failed', failure: { code } });
		live(metrics, aJob({ id: '1' }), started, refused, started, failed('invalid'));
		live(metrics, aJob({ id: '2' }), started, failed('submission-unknown'));
		live(metrics, aJob({ id: '3' }), started, accepted, reached({ type: 'cancelled' }));

		expect((await lines(metrics, 'reelay_creates', 'reelay_job_outcomes')).sort()).toEqual([
			'reelay_creates_total{provider="veo",event="accepted"} 1',
			'reelay_creates_total{provider="veo",event="refused"} 2',
			'reelay_creates_total{provider="veo",event="sent"} 4',
			'reelay_creates_total{provider="veo",event="unknown"} 1',
			'reelay_job_outcomes_total{provider="veo",code="cancelled"} 1',
			'reelay_job_outcomes_total{provider="veo",code="invalid"} 1',
			'reelay_job_outcomes_total{provider="veo",code="submission-unknown"} 1',
		]);
	});

	it('does not count again what an earlier process has counted', async () => {
		const earlier = make();
		const job = live(earlier, aJob(), started, accepted, progressed, progressed);
		const metrics = make();
		metrics.begin([job]);
		metrics.observe(advance(job, progressed, begin));

		expect(await lines(metrics, 'reelay_polls_total', 'reelay_job_', 'reelay_creates')).toEqual([
			'reelay_polls_total{provider="veo"} 1',
		]);
	});

	it('forgets a job that has ended, and does not count its record when that is saved once more', async () => {
		const metrics = make();
		const closed = live(metrics, aJob(), started, accepted, reached(succeeded), made);
		metrics.observe(closed);
		metrics.observe({ ...closed, destination: { ...closed.destination, token: null } });

		const page = await lines(metrics, 'reelay_jobs_open', 'reelay_deliveries', 'reelay_job_outcomes');
		expect(page.map((line) => line.split(' ')[1])).toEqual(['1', '1', '0']);
	});

	it('measures generations by model and acknowledgements, before the first asking and after it', async () => {
		const metrics = make();
		live(metrics, aJob({ id: '1' }), started, accepted, progressed, progressed, reached(succeeded));
		metrics.acknowledged(120);
		const sums = () => lines(metrics, 'reelay_generation_seconds_sum', 'reelay_acknowledgement_seconds_');

		expect(await sums()).toContain('reelay_generation_seconds_sum{model="veo3.1-fast"} 30');
		metrics.acknowledged(2_600);
		const after = await sums();
		expect(after).toContain('reelay_acknowledgement_seconds_bucket{le="0.2"} 1');
		expect(after).toContain('reelay_acknowledgement_seconds_bucket{le="3"} 2');
		expect(after).toContain('reelay_acknowledgement_seconds_count 2');
	});

	it('tells a bounded number of models apart, whatever a catalogue may bring', async () => {
		const metrics = make();
		for (let index = 0; index < 300; index += 1) {
			const job = aJob({ id: `${index}`, request: { model: `model-${index}` } });
			live(metrics, job, started, accepted, reached(succeeded), made);
		}
		const counts = await lines(metrics, 'reelay_generation_seconds_count');
		expect(counts).toHaveLength(101);
		expect(counts).toContain('reelay_generation_seconds_count{model="other"} 200');
	});

	it('reads levels when it is asked, and tells of the process itself', async () => {
		const levels = { waiting: 3, running: 2, scheduled: 5, unsaved: 1 };
		const metrics = new Metrics({ levels: () => levels });
		metrics.stepFailed();
		await metrics.page();
		levels.waiting = 7;

		const page = await lines(metrics, 'reelay_queue', 'reelay_jobs_sch', 'reelay_records', 'reelay_step');
		expect(page.sort()).toEqual([
			'reelay_jobs_scheduled 5',
			'reelay_queue_running 2',
			'reelay_queue_waiting 7',
			'reelay_records_unsaved 1',
			'reelay_step_failures_total 1',
		]);
		const names = ['nodejs_eventloop_lag_p99_seconds ', 'process_resident_memory_bytes ', 'process_cpu_seconds_total '];
		expect(await lines(metrics, ...names)).toHaveLength(3);
	});

	it('does not add up two programs in one process', async () => {
		const one = make();
		const two = make();
		one.stepFailed();
		expect(await lines(one, 'reelay_step')).toEqual(['reelay_step_failures_total 1']);
		expect(await lines(two, 'reelay_step')).toEqual(['reelay_step_failures_total 0']);
	});
});
