import { formats } from '../formats.js';

const { number, percent, seconds, span, usd } = formats('en');

const count = (value: number, one: string, many: string): string => `${number(value)} ${value === 1 ? one : many}`;

/** What the admins of a server read. */
export const admin = {
	settings: {
		title: 'Settings of this server',
		hint: "Amounts are estimates. The bot's own limits hold in every server, and of two limits the lower one counts. /video-admin changes shows who changed what.",
	},
	names: {
		defaultModel: 'Default model',
		models: 'Models',
		allowedModels: 'Allowed models',
		forbiddenModels: 'Forbidden models',
		everyone: 'Limits for everybody',
		roles: 'Limits by role',
		members: 'Limits by member',
		dailyUsd: 'Budget of the server',
		botUsd: 'Budget of the whole bot',
		mostSeconds: 'Longest video',
		mostLines: 'Largest resolution',
		mostUsd: 'Most expensive video',
		privateChannels: 'Always private in',
		logChannel: 'Log for moderators',
		ageRestrictedOnly: 'Age-restricted channels only',
		paused: 'Paused',
		blockedWords: 'Blocked words',
		blockedMembers: 'Blocked members',
	},
	/** Who has decided a value. */
	origins: {
		here: 'set here',
		operator: "set by the bot's operator",
		default: "the bot's default",
		first: 'the first that may be used',
	},
	values: {
		yes: 'yes',
		no: 'no',
		none: 'none',
		noLimit: 'no limit',
		noUsd: 'no limit in dollars',
		unreached: ({ set }: { set: string }) => `${set} set here is more`,
		botHolds: ({ most }: { most: string }) => `the bot's own limit is ${most}`,
		elseEveryone: 'otherwise as everybody',
		unusable: ({ model }: { model: string }) => `${model} is set here and cannot be used now`,
		everyModel: ({ all }: { all: number }) => `all ${number(all)}, new ones too`,
		allModelsBut: ({ names, usable, all }: { names: string; usable: number; all: number }) =>
			`all but ${names} (${number(usable)} of ${number(all)}), new ones too`,
		onlyModels: ({ names, usable, all }: { names: string; usable: number; all: number }) =>
			`only ${names} (${number(usable)} of ${number(all)}); the others and new ones stay closed until they are allowed`,
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
	botsOwn: ({ model }: { model: string }) => `The bot's own: ${model}`,
	shown: {
		title: 'As it stands',
		hint: 'Nothing was changed. Fill in an option to change it; `limits clear` and `models allow-all` remove what is set.',
	},
	/** Before a change that opens or closes more than its words say. */
	question: {
		title: 'Change this?',
		then: '**From then on**',
		yes: 'Change it',
		no: 'Leave it',
		left: 'Nothing was changed.',
		gone: 'That cannot be changed like this any more. Please use the command again.',
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
	/** One line in the log for moderators. */
	logged: ({ member, facts, link }: { member: string; facts: string; link: string | undefined }) =>
		`${member} asked for a video · ${facts}${link === undefined ? '' : ` · [go to it](${link})`}`,
	loggedPrivate: ({ member, facts }: { member: string; facts: string }) =>
		`${member} asked for a private video · ${facts}`,
	panel: {
		private: 'Channels where every answer is private',
		log: 'A channel where moderators read of every request',
		pause: 'Pause',
		resume: 'Resume',
		adults: 'Age-restricted channels only',
		everywhere: 'Videos in all channels',
		requests: 'Requests',
	},
	requests: {
		running: ({ count: of }: { count: number }) => `In the making (${number(of)})`,
		none: 'Nothing is in the making.',
		unsettled: ({ count: of }: { count: number }) => `Needs an admin (${number(of)})`,
		settled: 'Nothing. Requests whose fate is not certain, or whose outcome reached nobody, stand here.',
		more: ({ count: of }: { count: number }) =>
			`And ${number(of)} more. \`reconcile\` and \`redeliver\` offer them while you type.`,
		private: '(private request)',
		ago: ({ span: time }: { span: string }) => `${time} ago`,
		states: {
			queued: 'waiting in line',
			generating: 'being made',
			late: 'taking longer than usual',
			cancelling: 'being cancelled',
			unknown: 'not certain whether it was made: look in the dashboard for its task, then `reconcile`',
			undelivered: 'reached nobody',
		},
		retell: 'Deliver again',
		again: 'Refresh',
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
		cancelled: 'cancelled',
		nameless: ({ count: of }: { count: number }) =>
			`${count(of, 'request', 'requests')} of members who deleted what is kept about them: in the totals and by model, not by member.`,
		notCounted: ({ count: of }: { count: number }) =>
			`${count(of, 'request was', 'requests were')} cancelled by members, and not counted as unsuccessful.`,
		byModel: 'By model',
		byMember: 'By member',
		member: ({ rank }: { rank: number }) => `Member ${number(rank)}`,
		bar: (about: { jobs: number; usd: number; success: number }) =>
			`${number(about.jobs)} · ${usd(about.usd)} · ${percent(about.success * 100)}`,
		barHint: 'requests · spending · success',
	},
};
