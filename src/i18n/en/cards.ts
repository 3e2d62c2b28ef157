import { formats } from '../formats.js';

const { clock, number, percent, seconds, usd } = formats('en');

/** What stands on the card of a job. */
export const cards = {
	/** The first line of a card; with its colour it carries the state. */
	/** In place of a card that said nobody knew. */
	settled: {
		title: 'An admin found it',
		text: 'The task that was made for this request has been found. Its outcome is told in a message of its own.',
	},
	states: {
		preparing: 'Getting your request ready',
		queued: 'Waiting in line',
		retrying: 'Waiting for the provider',
		submitting: 'Sending your request',
		generating: 'Making your video',
		comparing: 'Making videos to compare',
		late: 'Taking longer than usual',
		delivering: 'Finishing up',
		succeeded: 'Your video is ready',
		compared: 'Your comparison is ready',
		made: 'Your video was made',
		failed: 'No video this time',
		cancelled: 'Cancelled',
		/** In a list: the provider has finished it all the same. */
		unknown: 'Not certain whether it was made',
		draft: 'Please confirm',
	},
	/** Of several models that are asked at once. */
	comparing: {
		waiting: 'waiting',
		making: 'being made',
		late: 'taking longer than usual',
		made: 'ready',
		ended: 'ended without a video',
		about: ({ value }: { value: number }) => `about ${usd(value)}`,
		most: ({ value }: { value: number }) => `at most ${usd(value)}`,
		left: ({ count }: { count: number }) =>
			count === 1
				? 'One more is not ready yet. It comes in a message of its own.'
				: `${number(count)} more are not ready yet. They come in messages of their own.`,
	},
	place: ({ place }: { place: number }) => (place === 1 ? 'You are next.' : `You are number ${number(place)} in line.`),
	/** The member's own line: as many of theirs are in the making as may be. */
	ownPlace: ({ place }: { place: number }) =>
		place === 1 ? 'Starts when one of yours is done.' : `Starts when ${number(place)} of yours are done.`,
	paused: 'New videos are paused at the moment. Yours keeps its place and starts by itself.',
	preparing: 'Your pictures are being read and made ready.',
	joining: ({ count }: { count: number }) => `${number(count)} videos become one film. It costs nothing.`,
	retrying: ({ when }: { when: string }) => `The provider is busy. Next try: ${when}; nothing has been paid yet.`,
	submitting: 'The request is on its way to the provider.',
	began: ({ when }: { when: string }) => `Started ${when}.`,
	progress: ({ value }: { value: number }) => percent(value),
	usual: ({ fromMs, toMs }: { fromMs: number; toMs: number }) =>
		`Usually ${clock(fromMs)} to ${clock(toMs)} for this model.`,
	late: 'It is not finished yet. I keep checking every few minutes and post it as soon as it arrives.',
	leaving:
		'This message cannot be updated any more. The outcome will reach you as a direct message; if that is not possible, it waits for you in /videos.',
	/** The bot may yet be let post there. */
	leavingOpenly:
		'This message cannot be updated any more. The outcome comes later in a message of its own, here or as a direct message; if that is not possible, the button below hands it over.',
	delivering: 'The outcome is known and on its way to you.',
	fetching:
		'The video is made, but it cannot be fetched yet. I keep trying, for some hours if need be, and tell you how it ends.',
	facts: {
		seconds: ({ count }: { count: number }) => seconds(count),
		price: ({ value }: { value: number }) => `about ${usd(value)}`,
		/** The model's price is not listed. */
		unlisted: ({ value }: { value: number }) => `at most ${usd(value)} (price not listed)`,
		/** Nobody knows yet how long the video will be. */
		openLength: ({ value }: { value: number }) => `at most ${usd(value)} (by its final length)`,
		made: ({ ms }: { ms: number }) => `made in ${clock(ms)}`,
		private: 'private',
		spoiler: 'spoiler',
		seed: ({ seed }: { seed: string }) => `seed ${seed}`,
		clip: 'from a clip',
		pictures: ({ count }: { count: number }) => (count === 1 ? '1 picture' : `${number(count)} pictures`),
	},
	notices: {
		ignored: ({ option, model }: { option: string; model: string }) =>
			`${model} does not use ${option}; it is left out.`,
		adjusted: ({ option, from, to, model }: { option: string; from: string; to: string; model: string }) =>
			`${option} is ${to} instead of ${from}, the nearest that ${model} can do.`,
		sunset: ({ model }: { model: string }) =>
			`${model} was to be retired by now. Its provider may switch it off any day.`,
		'may-outlive-token':
			'This answer can only be updated for 15 minutes. If the video takes longer, it comes as a direct message or waits in /videos.',
	},
	lineage: {
		again: 'Made again.',
		edit: 'Made from an edited request.',
		continue: 'Continues an earlier video.',
		'other-model': 'Same request, other model.',
		compare: 'Same request, several models.',
		remix: 'A remix of an earlier video.',
		upscale: 'An earlier video, made sharper.',
		join: 'Several videos in one film.',
		reconcile: 'Found again by an admin after the first request had no answer.',
		animate: 'Made from a picture in a message.',
		clip: 'Made from a video in a message.',
		own: "Made after another member's video.",
	},
	/** In a direct message. */
	askedThere: ({ url }: { url: string }) => `You asked for it [in this channel](${url}).`,
	forMember: ({ member }: { member: string }) => `For ${member}`,
	reencoded: 'Made smaller to fit under the upload limit. Download has the original.',
	converted: 'Converted so that it plays here. Download has the original.',
	mayNotPlay: 'This kind of file may not play here. Save it and open it in a video player.',
	link: 'The video is too large to upload here, so this is a link to it.',
	linkBarred: 'No files may be posted here, so this is a link to the video.',
	/** Of a job that was cancelled. */
	madeAllTheSame: 'You had cancelled it, but the provider finished it all the same.',
	linkOnly: 'The video could not be fetched to upload it here, so this is a link to it.',
	linkUnusable: 'What the provider returned is not a video that can be played here, so this is a link to it.',
	linkText: ({ url }: { url: string }) => `[Open the video](${url})`,
	linkMayExpire: 'The link stops working after a while, so save the video if you want to keep it.',
	undeliverable: {
		'too-large': 'The video is too large to upload here, and there is no link to it that lasts.',
		barred: 'The video was made, but no files may be posted here. You find it in /videos.',
		unwanted: "The video was made, but Discord's own filter does not let it be posted here.",
		unreachable: 'The provider made the video, but it could not be fetched from there. It may have been charged.',
		expired: 'The video is no longer kept by the provider. It may have been charged.',
		unusable: 'What the provider returned is not a video that can be played. It may have been charged.',
	},
	cancelled: {
		unpaid: 'Cancelled before it was sent. Nothing was charged.',
		submitted:
			'I stopped waiting for it. The provider may still finish it, and may charge for it. If it does, the video is kept for you in /videos.',
	},
	closed: {
		channel: 'The outcome was posted in this channel.',
		direct: 'The outcome was sent to you in a direct message.',
		kept: 'The outcome could not be delivered here. It is kept for you.',
		link: ({ url }: { url: string }) => `Done: [see what came of it](${url}).`,
	},
	promptHidden: '(The prompt is not shown here.)',
	rejected: 'This request could not be taken as it is. The reason was sent privately.',
	/** Where others read it, of what a safety check declined. */
	declinedQuietly: 'No video this time. Only the member who asked can see why.',
	rejectedTitle: 'A picture cannot be used',
	rejectedClip: 'The clip cannot be used',
	altHidden: 'Video made from a prompt',
	/** The same of the small picture on a card: what the video begins with, or its first frame. */
	thumbnail: {
		start: ({ prompt }: { prompt: string }) => `Picture that the video for this prompt starts from: ${prompt}`,
		startHidden: 'Picture that the video starts from',
		frame: ({ prompt }: { prompt: string }) => `First frame of the video made from the prompt: ${prompt}`,
		frameHidden: 'First frame of the video',
	},
	/** For a screen reader: what the video shows, as far as we know. */
	alt: ({ prompt }: { prompt: string }) => `Video made from the prompt: ${prompt}`,
};
