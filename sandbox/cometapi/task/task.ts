import type { Exchange } from '../../http/exchange.js';
import type { Plan, PlannedOutcome } from './plan.js';

/** The families of routes; a task is visible only to its own. */
/** The families by their routes: everything on `/v1/videos` is one. */
export const familyNames = [
	'unified',
	'kling',
	'runway',
	'runway-compat',
	'xai',
	'volc',
	'minimax',
	'midjourney',
] as const;
export type FamilyName = (typeof familyNames)[number];

/** Where a task stands at one moment. */
export interface Standing {
	readonly stage: 'queued' | 'running' | 'done';
	/** Whole percent. */
	readonly percent: number;
}

export interface TaskParts {
	readonly id: string;
	readonly family: FamilyName;
	/** The create route in one word: `videos`, `remix`, `text2video`, `image_to_video` … */
	readonly action: string;
	readonly model: string;
	readonly plan: Plan;
	readonly createdAt: number;
	readonly exchange: Exchange;
	/** What a route needs to tell of the task later: seconds, size, source … */
	readonly facts: Readonly<Record<string, unknown>>;
}

/** One task at the simulated provider: the thing that costs money. */
export class Task {
	readonly id: string;
	readonly family: FamilyName;
	readonly action: string;
	readonly model: string;
	readonly createdAt: number;
	/** The create that made it. */
	readonly exchange: Exchange;
	readonly facts: Readonly<Record<string, unknown>>;
	/** May be replaced at any time: the task goes on by the new plan. */
	plan: Plan;
	/** How often its status was asked for, over every route that told it. */
	polls = 0;
	/** How often `/content` was asked for. */
	contentPolls = 0;

	#settledAt: number | undefined;
	#finishedAt: number | undefined;

	constructor(parts: TaskParts) {
		this.id = parts.id;
		this.family = parts.family;
		this.action = parts.action;
		this.model = parts.model;
		this.plan = parts.plan;
		this.createdAt = parts.createdAt;
		this.exchange = parts.exchange;
		this.facts = parts.facts;
	}

	/** The fields of the create: strings on the unified route, JSON elsewhere. */
	get request(): Readonly<Record<string, unknown>> {
		const { form, json } = this.exchange;
		return form ? Object.fromEntries(form.fields) : (json as Record<string, unknown>);
	}

	/** When it ended, in milliseconds; `undefined` while it runs or has not been looked at since. */
	get finishedAt(): number | undefined {
		return this.#finishedAt;
	}

	/** Ends the task at once, whatever was planned. */
	settle(now: number, outcome: PlannedOutcome = 'succeeded'): void {
		this.plan = { ...this.plan, outcome };
		this.#settledAt = now;
	}

	/** Where the task stands. Telling it does not count as a poll. */
	standing(now: number): Standing {
		if (this.#settledAt !== undefined) return this.#done(this.#settledAt);

		const { paceMs, pollsToDone: pollsToDone, queuedShare, steps, outcome } = this.plan;
		const byTime = paceMs > 0 ? (now - this.createdAt) / paceMs : 1;
		const share = pollsToDone === null ? byTime : this.polls / pollsToDone;
		const hasEnd = outcome !== 'stuck' && (outcome !== 'needs-input' || this.family === 'midjourney');
		if (share >= 1 && hasEnd) {
			return this.#done(pollsToDone === null ? this.createdAt + paceMs : now);
		}
		if (share < queuedShare) return { stage: 'queued', percent: 0 };

		const percent = Math.floor((Math.floor(share * steps) / steps) * 100);
		return { stage: 'running', percent: Math.min(99, Math.max(1, percent)) };
	}

	/** Whether the task has ended with a video that one may have. */
	hasVideo(now: number): boolean {
		const isBlocked = this.family === 'xai' && !this.plan.respectModeration;
		return this.standing(now).stage === 'done' && this.plan.outcome === 'succeeded' && !isBlocked;
	}

	#done(at: number): Standing {
		this.#finishedAt ??= at;
		return { stage: 'done', percent: 100 };
	}
}
