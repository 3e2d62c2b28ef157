import { Job, type LeftTask, type Outcome } from '../record/job.js';
import type { VideoRequest } from '../record/request.js';
import { isTaskLeft } from '../record/leftTask.js';
import { costUsd, ledgerEntry, ledgerWindowMs } from './ledger.js';

/** Whether limits still count this job: its record may be emptied, and not yet removed. */
export const mustBeCounted = (job: Job, now: number): boolean =>
	isTaskLeft(job) || (ledgerEntry(job).counted && job.createdAt > now - ledgerWindowMs);

/** A closed job without anything the member wrote, sent or got: who, where in which guild, when, and for how much. */
export function erased(job: Job, at: number): Job {
	const { applicationId, interactionId, tokenExpiresAt, guildId, context } = job.destination;
	const { guildInstalled, userInstalled, permissions, ephemeral, attachmentLimit } = job.destination;
	return {
		// Fields that this version does not know may hold words, too.
		...known(Job, job),
		model: known(Job.shape.model, job.model),
		looking: known(Job.shape.looking.unwrap(), job.looking),
		request: {
			action: job.request.action,
			prompt: '',
			model: job.request.model,
			...{ duration: undefined, aspect: undefined, resolution: undefined, negativePrompt: undefined, seed: undefined },
			...{ pictures: [], source: undefined, private: true, spoiler: false },
		} satisfies Record<keyof VideoRequest, unknown>,
		requester: { id: job.requester.id, locale: job.requester.locale },
		destination: {
			...{
				applicationId,
				interactionId,
				tokenExpiresAt,
				guildId,
				context,
				token: null,
				channelId: '',
				messageId: null,
			},
			...{ guildInstalled, userInstalled, permissions, ephemeral, attachmentLimit },
		},
		// The film goes whose length settled the price; the price stays.
		estimate: job.estimate ? { usd: costUsd(job), basis: job.estimate.basis } : null,
		// In whose place a job weighs is part of what limits count.
		lineage: job.lineage?.kind === 'reconcile' ? job.lineage : null,
		notices: [],
		pictures: [],
		// The ledger asks whether there was a task, never which; but one that still runs holds places until it has ended.
		task: isTaskLeft(job) ? job.task : job.task ? { provider: job.task.provider, id: '', model: job.task.model } : null,
		submission: { ...known(Job.shape.submission.unwrap(), job.submission), detail: null },
		outcome: job.outcome ? bare(job.outcome) : null,
		leftTask: job.leftTask ? bareTask(job.leftTask) : null,
		media: null,
		delivery: { left: [], fetchTries: 0, undelivered: false },
		erasedAt: at,
	};
}

function bareTask(left: LeftTask): LeftTask {
	switch (left.state) {
		case 'succeeded':
			return { ...left, result: { urls: [] } };
		case 'failed':
			return { ...left, failure: { code: left.failure.code } };
		case 'running':
		case 'unknown':
			return left;
	}
}

function bare(outcome: Outcome): Outcome {
	switch (outcome.type) {
		case 'succeeded':
			return { type: 'succeeded', at: outcome.at, result: { urls: [] } };
		case 'failed':
			return { type: 'failed', at: outcome.at, failure: { code: outcome.failure.code } };
		case 'cancelled':
			return { type: 'cancelled', at: outcome.at, submitted: outcome.submitted };
	}
}

/** The fields that a schema knows of an object. */
const known = <T extends object>({ shape }: { readonly shape: object }, value: T): T =>
	Object.fromEntries(Object.entries(value).filter(([name]) => Object.hasOwn(shape, name))) as T;
