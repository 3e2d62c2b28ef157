import { describe, expect, it } from 'vitest';
import type { Job } from '../../../src/jobs/record/job.js';
import { advance, type JobEvent, type OutcomeReached } from '../../../src/jobs/record/transitions.js';
import { seconds } from '../../../src/lib/time.js';
import { Metrics } from '../../../src/services/metrics/metrics.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { aJob, begin } from '../../harness/aJob.js';

const make = (clock = new FakeClock(begin)): Metrics => new Metrics({ levels: [], clock });

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

/** The same, without the many that wait at 0 for their first event. */
const counted = async (metrics: Metrics, ...names: string[]): Promise<string[]> =>
	(await lines(metrics, ...names)).filter((line) => !line.endsWith(' 0')).sort();

describe('Metrics', () => {
	it('tells a whole journey from the records alone', async () => {
		const metrics = make();
		const events = [started, accepted, progressed, { type: 'poll-failed' } as const, progressed];
		live(metrics, aJob(), ...events, reached(succeeded), made);

		const names = ['reelay_job_', 'reelay_deliveries', 'reelay_poll', 'reelay_create'];
		expect(await counted(metrics, ...names)).toEqual([
			'reelay_create_answers_total{provider="veo",answer="accepted"} 1',
			'reelay_creates_total{provider="veo"} 1',
			'reelay_deliveries_total{rung="channel",form="reencoded"} 1',
			'reelay_job_outcomes_total{provider="veo",code="succeeded"} 1',
			'reelay_job_phase_changes_total{from="delivering",to="closed"} 1',
			'reelay_job_phase_changes_total{from="generating",to="delivering"} 1',
			'reelay_job_phase_changes_total{from="none",to="queued"} 1',
			'reelay_job_phase_changes_total{from="queued",to="submitting"} 1',
			'reelay_job_phase_changes_total{from="submitting",to="generating"} 1',
			'reelay_poll_failures_total{provider="veo"} 1',
			// Three that saw it unfinished, and the one that saw its end.
			'reelay_polls_total{provider="veo"} 4',
		]);
	});

	it('tells how creates were answered: refused and sent again, unknown, accepted while being cancelled', async () => {
		const metrics = make();
		const refused: JobEvent = { type: 'submission-refused', retryAt: begin, counted: true, detail: 'x' };
		const failed = (code: 'submission-unknown' | 'invalid'): JobEvent => reached({ type: 'failed', failure: { code } });
		live(metrics, aJob({ id: '1' }), started, refused, started, failed('invalid'));
		live(metrics, aJob({ id: '2' }), started, failed('submission-unknown'));
		live(metrics, aJob({ id: '3' }), started, accepted, reached({ type: 'cancelled' }));

		expect(await counted(metrics, 'reelay_create', 'reelay_job_outcomes')).toEqual([
			'reelay_create_answers_total{provider="veo",answer="accepted"} 1',
			'reelay_create_answers_total{provider="veo",answer="deferred"} 1',
			'reelay_create_answers_total{provider="veo",answer="refused"} 1',
			'reelay_create_answers_total{provider="veo",answer="unknown"} 1',
			'reelay_creates_total{provider="veo"} 4',
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

		expect(await counted(metrics, 'reelay_polls_total', 'reelay_job_', 'reelay_creates')).toEqual([
			'reelay_polls_total{provider="veo"} 1',
		]);
	});

	it('forgets a job that has ended, and does not count its record when that is saved once more', async () => {
		const metrics = make();
		const closed = live(metrics, aJob(), started, accepted, reached(succeeded), made);
		metrics.observe(closed);
		metrics.observe({ ...closed, destination: { ...closed.destination, token: null } });

		expect(await counted(metrics, 'reelay_jobs_open', 'reelay_deliveries', 'reelay_job_outcomes')).toEqual([
			'reelay_deliveries_total{rung="channel",form="reencoded"} 1',
			'reelay_job_outcomes_total{provider="veo",code="succeeded"} 1',
		]);
	});

	it('counts a second telling as a delivery, and nothing that went before it again', async () => {
		const metrics = make();
		const closed = live(metrics, aJob(), started, accepted, progressed, reached(succeeded), made);
		const asked = advance(closed, { type: 'redelivery-asked' }, begin + seconds(100));
		metrics.observe(asked);
		metrics.observe(advance(asked, made, begin + seconds(103)));

		expect(await counted(metrics, 'reelay_polls', 'reelay_creates', 'reelay_deliveries', 'reelay_job_out')).toEqual([
			'reelay_creates_total{provider="veo"} 1',
			'reelay_deliveries_total{rung="channel",form="reencoded"} 2',
			'reelay_job_outcomes_total{provider="veo",code="succeeded"} 1',
			'reelay_polls_total{provider="veo"} 2',
		]);
		expect(await lines(metrics, 'reelay_delivery_seconds_sum')).toEqual([
			'reelay_delivery_seconds_sum{form="reencoded"} 13',
		]);
	});

	it('has every series whose first event matters from the start, at 0, so that the first one is seen to come', async () => {
		const metrics = make();
		metrics.expect({ kind: 'command', command: 'video' });
		const { text } = await metrics.page();
		for (const series of [
			'reelay_job_outcomes_total{provider="kling",code="submission-unknown"}',
			'reelay_create_answers_total{provider="sora",answer="unknown"}',
			'reelay_deliveries_total{rung="kept",form="none"}',
			'reelay_discord_requests_total{route="message-create",status="503"}',
			'reelay_refusals_total{reason="limit-daily-videos"}',
			'reelay_command_errors_total{kind="command",command="video"}',
		]) {
			expect(text).toContain(`${series} 0\n`);
		}
		// What one process tells stays small, however many families and reasons there are.
		expect(text.split('\n').length).toBeLessThan(2_500);
	});

	it('tells how many jobs stand in each phase, and how long the oldest has been there', async () => {
		const clock = new FakeClock(begin);
		const metrics = make(clock);
		live(metrics, aJob({ id: '1' }), started, accepted);
		live(metrics, aJob({ id: '2' }), started, accepted, progressed, { type: 'late-told' });
		live(metrics, aJob({ id: '3' }), started, accepted, reached(succeeded));
		await clock.advance(seconds(90));

		expect(await lines(metrics, 'reelay_jobs', 'reelay_oldest')).toEqual([
			'reelay_jobs{phase="queued"} 0',
			'reelay_jobs{phase="submitting"} 0',
			'reelay_jobs{phase="generating"} 2',
			'reelay_jobs{phase="delivering"} 1',
			'reelay_oldest_job_seconds{phase="queued"} 0',
			'reelay_oldest_job_seconds{phase="submitting"} 0',
			'reelay_oldest_job_seconds{phase="generating"} 70',
			'reelay_oldest_job_seconds{phase="delivering"} 60',
			'reelay_jobs_open 3',
			'reelay_jobs_late 1',
		]);
	});

	it('bounds every label that others could choose', async () => {
		const metrics = make();
		const before = (await metrics.page()).text.split('\n').length;
		for (let index = 0; index < 2_000; index += 1) {
			metrics.heard({ kind: 'button', command: `action-${index}` });
			metrics.commandFailed({ kind: 'button', command: `action-${index}` });
			metrics.discordAnswered({ method: 'GET', url: `https://discord.com/api/v10/x/${index}`, status: index });
			metrics.cometApiAnswered({ provider: 'veo', call: 'poll', status: index, ms: 10 });
		}
		expect((await metrics.page()).text.split('\n').length - before).toBeLessThan(400);
	});

	it('measures generations by model, and acknowledgements', async () => {
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
		const now = { waiting: 3 };
		const help = 'What is asked for.';
		const metrics = new Metrics({
			levels: [
				{ name: 'reelay_waiting', help, read: () => now.waiting },
				{ name: 'reelay_bytes', help, labels: ['folder'], read: () => [{ labels: { folder: 'results' }, value: 7 }] },
				{ name: 'reelay_away', help, read: () => Promise.reject(new Error('the disk is gone')) },
			],
			clock: new FakeClock(begin),
		});
		metrics.stepFailed();
		await metrics.page();
		now.waiting = 7;

		expect(await lines(metrics, 'reelay_waiting', 'reelay_bytes', 'reelay_away', 'reelay_step')).toEqual([
			'reelay_step_failures_total 1',
			'reelay_waiting 7',
			'reelay_bytes{folder="results"} 7',
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
