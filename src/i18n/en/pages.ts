import { formats } from '../formats.js';

const { clock, number, span, usd } = formats('en');

const count = (value: number, one: string, many: string): string => `${number(value)} ${value === 1 ? one : many}`;

interface Left {
	readonly left: number;
	readonly allowed: number;
}

/** Details, history, models, privacy and what admins read. */
export const pages = {
	details: {
		title: 'Details',
		longer: 'The prompt is longer than fits here. Edit has the whole of it.',
		negative: 'What should not be seen',
		source: 'Made from',
		earlier: ({ url }: { url: string }) => `[See the earlier one](${url})`,
		file: 'File',
		accepted: ({ when }: { when: string }) => `${when} accepted`,
		waited: ({ ms }: { ms: number }) => `waited ${span(ms)}`,
		refused: ({ times }: { times: number }) => `turned away ${count(times, 'time', 'times')} and tried again`,
		paid: ({ when, price }: { when: string; price: string | null }) =>
			`${when} started by the provider${price === null ? '' : `, ${price}`}`,
		sent: ({ when }: { when: string }) => `${when} sent to the provider`,
		took: ({ ms }: { ms: number }) => `took ${span(ms)}`,
		blips: ({ count: many }: { count: number }) => `the provider did not answer ${count(many, 'time', 'times')}`,
		late: ({ when }: { when: string }) => `${when} reported as late`,
		succeeded: ({ when }: { when: string }) => `${when} finished`,
		failed: ({ when }: { when: string }) => `${when} ended without a video`,
		cancelled: ({ when }: { when: string }) => `${when} cancelled`,
		left: ({ where }: { where: string }) => `could not be delivered ${where}`,
		delivered: ({ when, where }: { when: string; where: string }) => `${when} delivered ${where}`,
		undelivered: 'could not be delivered; kept for you',
		where: {
			channel: 'in the channel',
			original: 'in the reply',
			direct: 'in a direct message',
			progress: 'in the progress message',
			kept: 'on request',
		},
		forms: {
			original: 'as it came',
			reencoded: 'made smaller',
			link: 'as a link',
			words: 'in words',
		},
		said: 'What the provider said',
		ids: 'For support',
		job: 'job',
		task: 'task',
		request: 'request',
		from: 'made from job',
	},
	history: {
		states: {
			queued: 'Waiting in line',
			generating: 'In the making',
			late: 'Late, still in the making',
			succeeded: 'Ready',
			undelivered: 'Waiting for you: it could not be delivered',
			failed: 'No video',
			cancelled: 'Cancelled',
			/** A cancelled request whose task the provider finished. */
			cancelledMade: 'Cancelled, but made all the same',
			unknown: 'Not certain whether it was made',
		},
		/** What is left of each limit. */
		limits: {
			running: ({ left, allowed }: Left) => `Free places in the making: ${number(left)} of ${number(allowed)}`,
			'daily-videos': ({ left, allowed }: Left) => `Videos left in 24 hours: ${number(left)} of ${number(allowed)}`,
			'member-usd': ({ left, allowed }: Left) => `Left for you here in 24 hours: ${usd(left)} of ${usd(allowed)}`,
			'guild-usd': ({ left, allowed }: Left) => `Left for this server in 24 hours: ${usd(left)} of ${usd(allowed)}`,
			'bot-usd': ({ left, allowed }: Left) => `Left for this bot in 24 hours: ${usd(left)} of ${usd(allowed)}`,
		},
		back: ({ when }: { when: string }) => `more ${when}`,
		title: 'Your videos',
		empty: 'There is nothing here yet. Make your first video with /video.',
		none: 'No videos match this choice.',
		page: ({ page, pages: all }: { page: number; pages: number }) => `Page ${number(page)} of ${number(all)}`,
		damaged: ({ count: many }: { count: number }) =>
			`${count(many, 'request', 'requests')} of yours cannot be shown: the record is damaged. Please tell whoever runs the bot.`,
	},
	models: {
		title: 'Models',
		none: 'No model matches that.',
		text: 'from words',
		image: 'from a picture',
		imageRequired: 'needs a picture',
		clip: ({ max }: { max: string }) => `a clip of up to ${max} s`,
		lastFrame: 'last frame',
		references: ({ max }: { max: number }) => count(max, 'reference picture', 'reference pictures'),
		lengths: ({ list }: { list: string }) => `${list} s`,
		price: ({ usd: value }: { usd: number }) => `${usd(value)} a video`,
		perSecond: ({ usd: value }: { usd: number }) => `${usd(value)} a second`,
		/** The highest that it may be. */
		unlisted: ({ price }: { price: string }) => `at most ${price} (price not listed)`,
		usual: ({ fromMs, toMs }: { fromMs: number; toMs: number }) =>
			`usually takes ${clock(fromMs)} to ${clock(toMs)} here`,
		sunset: ({ date }: { date: string }) => `retires on ${date}`,
		/** Its last day is over, and it is still there. */
		pastSunset: ({ date }: { date: string }) => `was to retire on ${date} and may stop working`,
		/** `listed`: the price is its own; else it is the highest that it may be. */
		hundred: ({ usd: value, seconds, listed }: { usd: number; seconds: number | null; listed: boolean }) =>
			`100 videos${seconds === null ? '' : ` of ${number(seconds)} s`}: ${listed ? 'about' : 'at most'} ${usd(value)}`,
		unmade: 'none made here yet',
		good: ({ list }: { list: string }) => `Good for ${list}`,
		strengths: {
			cheap: 'many tries at a low price',
			quick: 'quick results',
			long: 'long shots',
			sharp: 'sharp pictures',
			ending: 'going from one picture to another',
			same: 'keeping the same people and things',
			picture: 'bringing a picture to life',
			clip: 'changing your own clip',
		},
		retiring: 'being retired',
		standard: 'default here',
	},
	/** A prompt that a chat model writes anew, beside the member's own. */
	improve: {
		better: 'A better prompt:',
		pending: 'Writing a better prompt …',
		none: 'No better prompt could be written. Yours is as good as it was.',
	},
	draft: {
		price: ({ price, limit }: { price: string; limit: number }) =>
			`This would cost ${price}. Above ${usd(limit)} I ask first: nothing is paid before you say so.`,
		/** The member has said yes to less. */
		dearer: ({ price, agreed }: { price: string; agreed: number }) =>
			`The price has changed since you were asked: it would now cost ${price} instead of ${usd(agreed)}. Nothing is paid before you say so.`,
		comparing: ({ price }: { price: string }) =>
			`This is what would be made, all together for ${price}. Nothing is paid before you say so.`,
		chosen: 'This is what would be made. Nothing is paid before you say so.',
		adjusted: 'Some of what you asked for had to be adjusted. Nothing is paid before you say so.',
		expires: ({ when }: { when: string }) => `This offer ends ${when}.`,
	},
	privacy: {
		title: 'What is kept about you',
		kept: (about: { jobs: number; results: number; ms: number }) =>
			`${count(about.jobs, 'request', 'requests')} with prompts, options and outcomes, and ${count(about.results, 'finished video', 'finished videos')}. All of it is forgotten after ${span(about.ms)}.`,
		offers: ({ offers }: { offers: number }) =>
			`${count(offers, 'request that waits', 'requests that wait')} for you to confirm, with ${offers === 1 ? 'its' : 'their'} pictures; forgotten after ten minutes.`,
		presets: ({ presets }: { presets: number }) =>
			`${count(presets, 'preset', 'presets')} of options, kept until you delete everything here.`,
		nothing: 'Nothing at the moment.',
		sure: 'Delete everything about you?',
		consequence:
			'Your requests, pictures, presets and finished videos are deleted here and cannot be brought back. Messages in Discord stay; their Delete button takes them away, too.',
		billing: 'After deleting, only what limits need stays for 24 hours: times and estimated amounts, without prompts.',
		servers:
			"What a server's admins have set about you, and its record of who changed which setting, stays with that server: ids only, never a name or a prompt. Lines about your requests in a channel for its moderators stay there too.",
		here: ({ rule, changes }: { rule: boolean; changes: number }) => {
			const parts = [
				...(rule ? ['a setting of its own about you'] : []),
				...(changes > 0 ? [`${count(changes, 'change', 'changes')} on record that you made or that name you`] : []),
			];
			return `This server has ${parts.join(' and ')}.`;
		},
		unfinished: 'Videos that are still in the making are not deleted. Cancel them first.',
		sent: 'Prompts and pictures are sent to CometAPI and the provider of the chosen model, who keep them by their own rules.',
		deleted: ({ jobs }: { jobs: number }) =>
			`Deleted: ${count(jobs, 'request', 'requests')} and everything that belonged to them.`,
		deletedOffers: ({ offers }: { offers: number }) =>
			`${count(offers, 'request that waited', 'requests that waited')} for you to confirm ${offers === 1 ? 'is' : 'are'} deleted too.`,
	},
};
