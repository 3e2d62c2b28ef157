/** What the bot's process answers, as far as the page reads it; `src/services/operator` says what each means. */
export interface JobSummary {
	readonly id: string;
	readonly createdAt: number;
	readonly state: string;
	readonly memberId: string;
	readonly guildId: string | null;
	readonly channelId: string;
	readonly model: string;
	readonly family: string;
	readonly code: string | null;
	readonly usd: number | null;
}

export interface JobReport extends JobSummary {
	readonly taskId: string | null;
	readonly private: boolean;
	readonly messageLink: string | null;
	readonly from: { readonly jobId: string; readonly kind: string } | null;
	readonly moments: readonly { readonly at: number; readonly what: string }[];
	readonly actions: { readonly cancel: boolean; readonly redeliver: boolean; readonly reconcile: boolean };
}

export const listNames = ['running', 'waiting', 'late', 'delivering', 'unsettled', 'undelivered'] as const;
export type ListName = (typeof listNames)[number];

export interface Now {
	readonly at: number;
	readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly problem?: string }[];
	readonly counts: Readonly<Record<ListName, number>>;
	readonly lists: Readonly<Record<ListName, readonly JobSummary[]>>;
	readonly process: {
		readonly version: string;
		readonly draining: boolean;
		readonly directMessages: boolean;
		readonly blocked: readonly string[];
		readonly living: readonly {
			readonly name: string;
			readonly role: string;
			readonly version: string;
			readonly host: string;
			readonly pid: number;
			readonly shards: readonly number[];
			readonly jobs: number;
			readonly startedAt: number;
			readonly isLeader: boolean;
			readonly isSelf: boolean;
		}[];
		readonly families: readonly { readonly id: string; readonly trouble: string | null }[];
		readonly models: readonly { readonly id: string; readonly name: string; readonly paused: boolean }[];
	};
}

export interface Point {
	readonly at: number;
	readonly succeeded: number;
	readonly failed: number;
	readonly cancelled: number;
	readonly usd: number;
}

export interface Figures {
	readonly points: readonly Point[];
	readonly models: readonly {
		readonly model: string;
		readonly jobs: number;
		readonly succeeded: number;
		readonly usd: number;
		readonly medianSeconds: number | null;
	}[];
}

/** The session has ended, or has not begun. */
export class LoggedOut extends Error {
	override readonly name = 'LoggedOut';
}

/** Asks the process. Rejects with its own words, or with `LoggedOut`. */
export async function ask<T>(path: string, method: 'GET' | 'POST' | 'DELETE' = 'GET', body?: object): Promise<T> {
	const answer = await fetch(`operator/${path}`, {
		method,
		...(method === 'GET' ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) }),
	}).catch(() => {
		throw new Error('The bot does not answer. Is it still running?');
	});
	const read = (await answer.json().catch(() => ({}))) as T & { error?: string };
	if (answer.status === 401 && path !== 'session') throw new LoggedOut();
	if (!answer.ok) throw new Error(read.error ?? `It answered ${answer.status}.`);
	return read;
}
