import { Counter, Histogram, type Registry } from 'prom-client';

/** Upper bounds of buckets, in seconds. */
const buckets = {
	acknowledgement: [0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 5],
	generation: [10, 20, 30, 45, 60, 90, 120, 180, 240, 300, 450, 600, 900, 1800, 3600, 7200],
	delivery: [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 900, 3600, 14_400, 86_400],
	request: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300],
};

/** What is counted and measured as it happens. */
export function makeInstruments(registry: Registry) {
	const counter = <L extends string>(name: string, help: string, ...labelNames: L[]): Counter<L> =>
		new Counter({ name, help, labelNames, registers: [registry] });
	const histogram = <L extends string>(
		[name, help, ...labelNames]: [name: string, help: string, ...labels: L[]],
		bounds: number[],
	): Histogram<L> => new Histogram({ name, help, labelNames, buckets: bounds, registers: [registry] });

	return {
		phaseChanges: counter('reelay_job_phase_changes_total', 'Jobs moved from one phase to another.', 'from', 'to'),
		outcomes: counter(
			'reelay_job_outcomes_total',
			'How jobs ended: succeeded, cancelled, or a failure code.',
			'provider',
			'code',
		),
		deliveries: counter(
			'reelay_deliveries_total',
			'Outcomes told, by rung and by the form of the video; rung kept: not told, waiting to be asked for.',
			'rung',
			'form',
		),
		lateJobs: counter('reelay_late_jobs_total', 'Jobs that members were told are late.', 'provider'),
		polls: counter('reelay_polls_total', 'Status checks of tasks, the one that saw the end included.', 'provider'),
		pollFailures: counter('reelay_poll_failures_total', 'Status checks without a usable answer.', 'provider'),
		creates: counter('reelay_creates_total', 'Creates begun.', 'provider'),
		createAnswers: counter(
			'reelay_create_answers_total',
			'What became of creates: accepted, refused, deferred (made nothing, sent again), or unknown for ever.',
			'provider',
			'answer',
		),
		stepFailures: counter('reelay_step_failures_total', 'Steps that threw and were repeated.'),
		refusals: counter('reelay_refusals_total', 'What members were refused, by reason.', 'reason'),
		interactions: counter('reelay_interactions_total', 'Interactions heard, by kind and command.', 'kind', 'command'),
		commandErrors: counter(
			'reelay_command_errors_total',
			'Interactions whose handling threw; the member got an apology.',
			'kind',
			'command',
		),
		discordRequests: counter(
			'reelay_discord_requests_total',
			"Discord's answers, by kind of route and HTTP status; none: no answer.",
			'route',
			'status',
		),
		rateLimits: counter(
			'reelay_discord_rate_limits_total',
			'Rate limits met at Discord: refused requests (429) or known limits; waited for, or handed back to be tried later.',
			'refused',
			'waits',
		),
		cometApiRequests: counter(
			'reelay_cometapi_requests_total',
			"CometAPI's answers, by family, call and HTTP status; none: no answer.",
			'provider',
			'call',
			'status',
		),
		acknowledgement: histogram(
			['reelay_acknowledgement_seconds', 'From an interaction in hand to its first answer; Discord waits for 3 s.'],
			buckets.acknowledgement,
		),
		generation: histogram(
			['reelay_generation_seconds', 'From an accepted create to the result, by model.', 'model'],
			buckets.generation,
		),
		delivery: histogram(
			['reelay_delivery_seconds', 'From an outcome to the member having been told, by form.', 'form'],
			buckets.delivery,
		),
		cometApiTime: histogram(
			['reelay_cometapi_request_seconds', 'How long CometAPI took to answer, by family and call.', 'provider', 'call'],
			buckets.request,
		),
	};
}

export type Instruments = ReturnType<typeof makeInstruments>;
