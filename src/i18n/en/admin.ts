import { formats } from '../formats.js';

const { number, percent, seconds, span, usd } = formats('en');

const count = (value: number, one: string, many: string): string => `${number(value)} ${value === 1 ? one : many}`;

/** What the admins of a server read. */
export const admin = {
	settings: {
		title: 'Settings of this server',
		hint: 'Amounts are estimates. Limits of the whole bot apply as well. /video-admin changes shows who changed what.',
	},
	names: {
		defaultModel: 'Default model',
		allowedModels: 'Allowed models',
		everyone: 'Limits for everybody',
		roles: 'Limits by role',
		members: 'Limits by member',
		dailyUsd: 'Budget of the server',
		mostSeconds: 'Longest video',
		mostLines: 'Largest resolution',
		mostUsd: 'Dearest video',
		privateChannels: 'Always private in',
		ageRestrictedOnly: 'Age-restricted channels only',
		paused: 'Paused',
		blockedWords: 'Blocked words',
		blockedMembers: 'Blocked members',
	},
	values: {
		yes: 'yes',
		no: 'no',
		none: 'none',
		noLimit: 'no limit',
		allModels: 'all',
		botDefault: "the bot's own",
		running: ({ most }: { most: number }) => `${number(most)} at once`,
		videos: ({ most }: { most: number }) => `${count(most, 'video', 'videos')} in 24 hours`,
		usd: ({ most }: { most: number }) => `${usd(most)} in 24 hours`,
		price: ({ most }: { most: number }) => `about ${usd(most)}`,
		seconds: ({ most }: { most: number }) => seconds(most),
		lines: ({ most }: { most: number }) => `${String(most)}p`,
		more: ({ count: rest }: { count: number }) => `and ${number(rest)} more`,
	},
	changed: 'Changed',
	same: 'That is how it is already. Nothing was changed.',
	changes: {
		title: 'What was changed',
		none: 'Nothing has been changed yet.',
		reconcile: ({ job }: { job: string }) => `attached a task to request ${job}`,
		redeliver: ({ job }: { job: string }) => `had request ${job} delivered again`,
		page: ({ shown, all }: { shown: number; all: number }) =>
			`The newest ${number(shown)} of ${count(all, 'change', 'changes')}.`,
	},
	wrong: {
		nothing: 'Please say what to change: fill in at least one of the options.',
		lastModel: 'At least one model has to stay allowed. Use /video-admin pause to stop new videos.',
		wordEmpty: 'A blocked word needs at least one letter or digit.',
		wordsFull: ({ most }: { most: number }) => `At most ${number(most)} words can be blocked. Remove some first.`,
		entriesFull: ({ most }: { most: number }) => `At most ${number(most)} of these can be kept. Remove some first.`,
		taskId: 'That does not look like a task id of this provider. Copy it from the dashboard as it stands.',
		taskKnown: 'That task belongs to another request already.',
		reconciled: 'That request has been given a task already.',
		notReconcilable: 'Only a request that ended without a readable answer can be given a task id.',
		notEnded: 'That request has not ended yet. Its outcome is told by itself.',
		erased: 'What belonged to that request has been deleted, so there is nothing to deliver.',
		unknownJob: 'There is no such request in this server, or it is no longer kept.',
	},
	reconciled: ({ task }: { task: string }) =>
		`Task ${task} is being looked at now. Its outcome goes to the member who asked.`,
	redelivering: 'It is being delivered again.',
	usage: {
		title: ({ days }: { days: number }) => `The last ${count(days, 'day', 'days')}`,
		totals: (about: { jobs: number; usd: number; success: number }) =>
			`${count(about.jobs, 'request', 'requests')}, about ${usd(about.usd)}, ${percent(about.success * 100)} successful`,
		kept: ({ ms }: { ms: number }) => `Requests are kept for ${span(ms)}, so older ones are not counted.`,
		none: 'Nothing was made in this time.',
		limits: ({ spent, allowed }: { spent: number; allowed: number }) =>
			`Last 24 hours: about ${usd(spent)} of ${usd(allowed)}.`,
		spent: ({ spent }: { spent: number }) => `Last 24 hours: about ${usd(spent)}.`,
		altDays: 'Chart of requests and spending by day',
		altNames: 'Chart of models and members',
		requests: 'Requests per day',
		spending: 'Spending per day (estimate)',
		succeeded: 'with a video',
		others: 'without',
		byModel: 'By model',
		byMember: 'By member',
		member: ({ rank }: { rank: number }) => `Member ${number(rank)}`,
		bar: (about: { jobs: number; usd: number; success: number }) =>
			`${number(about.jobs)} · ${usd(about.usd)} · ${percent(about.success * 100)}`,
		barHint: 'requests · spending · success',
	},
};
