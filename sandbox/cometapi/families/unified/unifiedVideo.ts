import type { FamilyKit } from '../../task/family.js';
import { isUnknownOnce, progressOf, seconds } from '../../task/polling.js';
import type { Plan, PlannedOutcome } from '../../task/plan.js';
import type { Task } from '../../task/task.js';

interface Vocabulary {
	readonly queued: string;
	readonly running: string;
	readonly succeeded: string;
	readonly failed: string;
	readonly errored: string;
}

const vocabularies: Readonly<Record<Plan['vocabulary'], Vocabulary>> = {
	new: { queued: 'queued', running: 'in_progress', succeeded: 'completed', failed: 'failed', errored: 'error' },
	old: { queued: 'SUBMITTED', running: 'IN_PROGRESS', succeeded: 'SUCCESS', failed: 'FAILED', errored: 'ERROR' },
	vendor: { queued: 'PENDING', running: 'RUNNING', succeeded: 'SUCCEEDED', failed: 'FAILED', errored: 'FAILED' },
};

/** The video object as this look tells it. */
export function unifiedVideo(task: Task, kit: FamilyKit): Record<string, unknown> {
	const { plan, facts } = task;
	const now = kit.now();
	const { stage, percent } = task.standing(now);
	const isDone = stage === 'done';
	const succeeded = task.hasVideo(now);
	const completedAt = isDone ? (task.finishedAt ?? now) : plan.completedAtEarly ? now : undefined;
	return {
		id: task.id,
		...(plan.taskIdMirror && facts['isSora'] !== true && { task_id: task.id }),
		object: 'video',
		model: plan.modelEcho ?? facts['echo'] ?? task.model,
		status: statusWord(task, now),
		progress: progressOf(task, percent, 'int'),
		created_at: seconds(task.createdAt),
		...(completedAt !== undefined && { completed_at: seconds(completedAt) }),
		...(succeeded && plan.videoUrl && { video_url: kit.cdn.link(task) }),
		...(isDone && !succeeded && failure(task)),
		...(facts['isSora'] === true && soraKeys(task, { now, isDone })),
	};
}

/** The gateway's own word for where a task stands, which `/content` gives away. */
export function rawStatus(task: Task, now: number): string {
	const { stage } = task.standing(now);
	if (stage === 'queued') return 'SUBMITTED';
	if (stage === 'running') return 'IN_PROGRESS';
	return task.plan.outcome === 'moderated' ? 'VIOLATION' : 'FAILURE';
}

function statusWord(task: Task, now: number): string {
	if (isUnknownOnce(task)) return 'unknown';
	const words = vocabularies[task.plan.vocabulary];
	const { stage } = task.standing(now);
	if (stage === 'queued') return words.queued;
	if (stage === 'running') return task.plan.runningWord ?? words.running;
	return ending(task.plan.outcome, words);
}

function ending(outcome: PlannedOutcome, words: Vocabulary): string {
	if (outcome === 'succeeded') return words.succeeded;
	return outcome === 'errored' ? words.errored : words.failed;
}

/** Moderation never says so here; whatever else failed may have a reason, as an object or as a bare string. */
function failure({ plan }: Task): Record<string, unknown> {
	if (plan.reason === null || plan.outcome === 'moderated') return {};
	if (plan.errorAs === 'string') return { error: plan.reason };
	const code = plan.outcome === 'expired' ? 'expired' : (plan.reasonCode ?? '');
	return { error: { code, message: plan.reason } };
}

/** Sora's object has every key at all times, most of them null. */
function soraKeys(task: Task, { now, isDone }: { now: number; isDone: boolean }): Record<string, unknown> {
	const finished = task.finishedAt ?? now;
	return {
		...(isDone && task.plan.outcome === 'succeeded' && { error: null }),
		...(!isDone && { error: null }),
		...(!isDone && !task.plan.completedAtEarly && { completed_at: null }),
		prompt: task.request['prompt'],
		seconds: task.facts['seconds'],
		size: task.facts['size'],
		expires_at: isDone ? seconds(finished + task.plan.linkLifeMs) : null,
		remixed_from_video_id: task.facts['source'] ?? null,
	};
}
