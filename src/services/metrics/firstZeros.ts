import { routeClasses } from '../../discord/routeClass.js';
import { createAnswers } from '../../jobs/accounting/jobCounts.js';
import { FailureCode } from '../../jobs/record/failure.js';
import { Receipt, Rung } from '../../jobs/record/job.js';
import { familyIds } from '../../providers/contract/familyId.js';
import { refusalReasons } from '../../messages/refusals/refusalReason.js';
import type { Instruments } from './instruments.js';

/** Answers whose first one an operator wants to hear of. */
const watchedStatuses = ['200', '204', '400', '401', '402', '403', '404', '429', '500', '502', '503', '504', 'none'];

const moves = [
	['none', 'queued'],
	['queued', 'submitting'],
	['queued', 'delivering'],
	['submitting', 'queued'],
	['submitting', 'generating'],
	['submitting', 'delivering'],
	['generating', 'delivering'],
	['delivering', 'closed'],
] as const;

/**
 * Every series whose first event matters is there from the start, at 0: between its absence and 1 Prometheus sees no
 * increase, so that the first lost answer of a month would raise no alarm.
 */
export function bearSeries(instruments: Instruments): void {
	const { outcomes, deliveries, phaseChanges, cometApiRequests, discordRequests, rateLimits, refusals } = instruments;
	const codes = ['succeeded', 'cancelled', ...FailureCode.options];
	for (const provider of familyIds) {
		for (const code of codes) outcomes.inc({ provider, code }, 0);
		for (const answer of createAnswers) instruments.createAnswers.inc({ provider, answer }, 0);
		for (const counter of [instruments.creates, instruments.polls, instruments.pollFailures, instruments.lateJobs])
			counter.inc({ provider }, 0);
		for (const call of ['create', 'poll']) {
			for (const status of watchedStatuses) cometApiRequests.inc({ provider, call, status }, 0);
		}
	}
	for (const [from, to] of moves) phaseChanges.inc({ from, to }, 0);
	for (const rung of Rung.options.filter((each) => each !== 'kept')) {
		for (const form of Receipt.shape.form.options) deliveries.inc({ rung, form }, 0);
	}
	deliveries.inc({ rung: 'kept', form: 'none' }, 0);
	for (const reason of refusalReasons) refusals.inc({ reason }, 0);
	for (const route of routeClasses) {
		for (const status of watchedStatuses) discordRequests.inc({ route, status }, 0);
	}
	for (const refused of ['true', 'false']) {
		for (const waits of ['true', 'false']) rateLimits.inc({ refused, waits }, 0);
	}
}
