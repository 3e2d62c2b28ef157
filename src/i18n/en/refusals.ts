import { formats } from '../formats.js';

const { anyOf, number, seconds, usd } = formats('en');

const back = (when: string | null): string => (when === null ? '' : ` There is room again ${when}.`);

/** With nothing left nothing fits. */
const shorter = (remaining: number): string => (remaining > 0 ? ' A shorter clip or another model may fit.' : '');

/** Private answers that say why something was not done. */
export const refusals = {
	draining: 'I am about to restart. Please try again in a minute.',
	store: 'I could not write your request down in time, so I did not take it. Please try again in a moment.',
	blockedAnswer:
		"This server's AutoMod blocks words that stand in this answer, so it cannot be shown here. Use the command in a direct message with me: there you can read it.",
	broken: 'That went wrong on my side. Please try again.',
	damaged:
		'What I have written down of this can no longer be read, so pressing again will not help. Please tell whoever runs this bot: its log says which record it is.',
	damagedCard:
		'The record of this request is damaged, so nothing more happens here. It may have been paid for. Please tell whoever runs the bot: the log says which record it is.',
	unread:
		'Discord sent something along with this that I cannot read, a poll perhaps. Try it on another message, or use `/video` with the picture.',
	limits: {
		guild: 'This bot is not set up for use here.',
		none: 'You may not make videos in this server at the moment. Its admins decide who may.',
		running: ({ allowed, waiting }: { allowed: number; waiting: number }) => {
			const making = allowed === 1 ? 'a video in the making' : `${number(allowed)} videos in the making`;
			if (waiting > 0) {
				return `You have ${making} and ${number(waiting)} waiting behind ${allowed === 1 ? 'it' : 'them'}, which is as many as can wait. Ask again when one is done, or cancel one.`;
			}
			return allowed === 1
				? `You have ${making} already. Ask again when it is done, or cancel it.`
				: `You have ${making} already. Ask again when one is done, or cancel one.`;
		},
		'daily-videos': ({ allowed, when }: { allowed: number; when: string | null }) =>
			`You have used your ${allowed === 1 ? 'one video' : `${number(allowed)} videos`} of the last 24 hours.${back(when)}`,
		'member-usd': ({ allowed, remaining, when }: { allowed: number; remaining: number; when: string | null }) =>
			`You have ${usd(remaining)} left of your ${usd(allowed)} for 24 hours in this server, which is less than this video is estimated to cost.${back(when)}${shorter(remaining)}`,
		'guild-usd': ({ allowed, remaining, when }: { allowed: number; remaining: number; when: string | null }) =>
			`This server's budget of ${usd(allowed)} for 24 hours has ${usd(remaining)} left, which is less than this video is estimated to cost.${back(when)}${shorter(remaining)}`,
		'bot-usd': ({ allowed, remaining, when }: { allowed: number; remaining: number; when: string | null }) =>
			`This bot's budget of ${usd(allowed)} for 24 hours has ${usd(remaining)} left, which is less than this video is estimated to cost.${back(when)}${shorter(remaining)}`,
	},
	/** Of a request that is kept for the next try. */
	keptUntil: ({ when }: { when: string }) => `Your prompt and pictures are kept here and are forgotten ${when}.`,
	tooFast: ({ when }: { when: string }) => `That was a little fast. Please try again ${when}.`,
	context: 'This command cannot be used here. Use it in a server where the bot is installed.',
	prompt: {
		empty: 'Please write a prompt that says what the video should show.',
		long: ({ length, max, model }: { length: number; max: number; model: string }) =>
			`The prompt has ${number(length)} characters; ${model} takes at most ${number(max)}. Please shorten it.`,
		negativeLong: ({ length, max, model }: { length: number; max: number; model: string }) =>
			`The negative prompt has ${number(length)} characters; ${model} takes at most ${number(max)}. Please shorten it.`,
	},
	model: {
		unknown: ({ model }: { model: string }) =>
			`There is no model called ${model}. Choose one from the list while typing.`,
		paused: ({ model }: { model: string }) => `${model} is paused by the bot's operator. Choose another model for now.`,
		notAllowed: ({ model }: { model: string }) => `${model} may not be used in this server. Choose another model.`,
	},
	option: {
		value: (about: {
			option: string;
			value: string;
			model: string;
			allowed: readonly string[];
			nearest: string | null;
		}) =>
			`${about.model} cannot do ${about.option} ${about.value}.${about.nearest === null ? '' : ` The nearest is ${about.nearest}.`}${about.allowed.length === 0 ? '' : ` Possible: ${anyOf(about.allowed)}.`}`,
		range: (about: { option: string; value: string; model: string; min: number; max: number }) =>
			`${about.model} takes ${about.option} from ${number(about.min)} to ${number(about.max)}, not ${about.value}.`,
		notTaken: ({ option, model }: { option: string; model: string }) =>
			`${model} does not take ${option}. Leave it out or choose another model.`,
		missing: ({ option, model }: { option: string; model: string }) => `${model} needs ${option}. Please attach one.`,
		together: ({ option, other, model }: { option: string; other: string; model: string }) =>
			`${model} does not take ${option} together with ${other}. Leave one of them out.`,
		alone: ({ option, other, model }: { option: string; other: string; model: string }) =>
			`${model} takes ${option} only together with ${other}.`,
		publicUrl: ({ model }: { model: string }) =>
			`${model} takes pictures only by a public address, which this bot does not have. Choose another model.`,
	},
	command: 'I do not know this command any more. Type / to see those I know now; /video makes a video.',
	buttons: {
		notYours: 'These buttons belong to the member who asked for the video. You can make your own with /video.',
		privatePlace: 'Answers are always private here, so it cannot be shown to everybody.',
		gone: 'This video is no longer kept, so that is not possible any more.',
		unknown: 'I do not know this button any more. /videos shows your videos.',
		finished: 'This video is finished already.',
		reconciled: 'An admin has found what was made for this request. Its outcome is told by itself.',
		alreadyPressed: 'That has been done already.',
		draftExpired: 'This offer has expired, and nothing was paid. Ask again with /video.',
		modelGone: 'This model is not offered any more. /models shows what there is.',
		noOriginal: 'The original file is no longer kept.',
		notPossible: 'That is not possible with this video.',
		unfinished: 'This video is not finished yet. Wait for it, or cancel it first.',
		picturesGone: 'The pictures of this request are no longer kept. Press Edit and attach them again.',
		noFrames: 'The last frame of a video cannot be taken here, because ffmpeg is not installed where the bot runs.',
		presetUnknown: 'You have no preset of that name. Save one with the button in the details of a video.',
		presetNameless: 'A preset needs a name.',
		presetNotShared: 'Only those who may manage this server can change its presets.',
		presetTaken:
			'There is a preset of that name already. Press the button again and choose it under Instead of, or take another name.',
		presetsFull:
			'There are 25 presets, which is as many as there can be. Press the button again and choose one under Instead of.',
		noJoin: 'Videos cannot be joined here, because ffmpeg is not installed where the bot runs.',
		pieceGone: 'One of the earlier videos is no longer kept, so they cannot be joined.',
		tooLong: 'Together the videos are too long for one film here.',
		noPicture: 'There is no picture in this message.',
		noClip: 'There is no video in this message.',
		noConsent: 'A picture of somebody else is only used when its owner agrees.',
		noClipConsent: 'A video of somebody else is only used when its owner agrees.',
		notDeleted: 'I could not delete this message. Somebody who may manage messages here can.',
	},
	done: {
		deleted: 'Deleted.',
		presetSaved: 'Saved. The option preset of /video has it.',
		declined: 'Nothing was made and nothing was paid.',
	},
	settings: {
		word: 'The prompt contains words that this server does not allow. Reword it and ask again.',
		member: 'You cannot make videos in this server. Its admins decide who may.',
		memberEverywhere: 'You cannot make videos with this bot. Whoever runs it decides who may.',
		directMessages: 'This bot makes no videos in direct messages. Ask in a server that it is in.',
		paused: 'New videos are paused in this server. Its admins can resume them.',
		ageRestricted: 'In this server videos are made in age-restricted channels only.',
		noRight: 'You need the permission to manage the server for that.',
	},
	most: {
		seconds: ({ most }: { most: number }) =>
			`Videos in this server may be at most ${seconds(most)} long. Choose a shorter duration or another model.`,
		lines: ({ most }: { most: number }) =>
			`Videos in this server may have at most ${number(most)}p. Choose a smaller resolution or another model.`,
		usd: ({ most }: { most: number }) =>
			`One video in this server may cost at most ${usd(most)}. A shorter clip, a smaller resolution or another model may fit.`,
	},
};
