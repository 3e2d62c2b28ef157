import { formats } from '../formats.js';

const { megabytes, number } = formats('en');

interface AboutPicture {
	readonly option: string;
	/** What is read at most. */
	readonly mostBytes: number;
	readonly mostPixels: number;
	readonly longestSide: number;
	/** Of a clip. */
	readonly mostClipBytes: number;
	/** Most pixels of a kind that is decoded whole. */
	readonly mostWhole: number;
	/** What it is, where that is known: `TIFF`. */
	readonly kind: string | null;
}

interface About {
	/** The `/video` option to change, ready to be shown, if it is known which. */
	readonly option: string | null;
	readonly model: string;
}

const cannotNow =
	'This bot cannot make videos at the moment. Nothing is wrong with your request: only the operator of the bot can fix it. Ask again later.';

/** Why a job ended without a video, and what the member can do about it. */
export const failures = {
	reasons: {
		picture: ({ option }: About) => `${option ?? 'A picture'} could not be used. Attach another picture and ask again.`,
		invalid: ({ option, model }: About) =>
			option === null
				? `${model} did not accept this request. Try a simpler prompt or fewer options.`
				: `${model} did not accept ${option}. Change it and ask again.`,
		'moderated-prompt': () => "The provider's safety check declined the prompt. Reword it and ask again.",
		'moderated-picture': ({ option }: About) =>
			`The provider's safety check declined ${option ?? 'a picture'}. Use another picture and ask again.`,
		moderated: () =>
			"The provider's safety check declined this one without saying why. Reword the prompt or use another picture.",
		'not-allowed': ({ model }: About) => `${model} does not allow this request. Try another model.`,
		// The operator is told what it is; a member can do nothing about either.
		key: () => cannotNow,
		balance: () => cannotNow,
		model: ({ model }: About) => `${model} is not available at the moment. Choose another model.`,
		account: ({ model }: About) =>
			`${model} asks for something that only the bot's operator can set up at the video service; please tell them. Another model may work meanwhile.`,
		'no-video': ({ model }: About) =>
			`${model} said that it was done, but gave no video. Mostly that means that its filter held the result back; change the prompt or the model and ask again.`,
		provider: ({ model }: About) =>
			`${model} tried and could not finish. Asking again often works; if it does not, change the prompt or the model.`,
		unavailable: ({ model }: About) => `${model} is having trouble right now. Try again later or with another model.`,
		'expired-unsubmitted': () => 'It waited in line longer than allowed and was never sent. Ask again in a while.',
		expired: ({ model }: About) =>
			`${model} did not finish in time. If you ask again, it is a new video at a new price.`,
		'task-lost': ({ model }: About) =>
			`The provider no longer knows of this ${model} video. If you ask again, it is a new video at a new price.`,
		'submission-unknown': () =>
			'The request was sent, but no readable answer came back. The video may have been made and charged, so I did not send it again. You can ask again, knowing that it may be paid a second time.',
		interrupted: () => 'I was interrupted before your request was taken up. Please ask again.',
		internal: () =>
			"Something went wrong on my side and was not mended within a day. The bot's operator can find the details in the log.",
		'piece-gone': () => 'One of the videos is no longer kept, so they could not be put together.',
		join: () => 'The videos could not be put together. Each of them is still where it was.',
	},
	/** The provider's own words, ready to be shown, under the reason. */
	said: ({ words }: { words: string }) => `The provider said: "${words}"`,
	/** For the operator alone, in a direct message. */
	operator: {
		title: 'Reelay needs you',
		key: 'CometAPI does not accept `COMETAPI_KEY`. New videos cannot be made until the key is right and the bot has been started again.',
		balance:
			'The balance at CometAPI is used up. New videos wait, and start by themselves once there is balance again.',
		unsaved:
			'The store cannot write: the disk may be full, or another program holds the file. New videos wait meanwhile. Do not end the process while the log names tasks that are not saved.',
		again: '-# This is told at most once an hour. The log has the details.',
	},
	/** What a failure means for money and limits. */
	charge: {
		none: 'It does not count against your limits.',
		maybe: 'It may have been charged, so it counts against your limits until that is known.',
	},
	pictures: {
		'not-a-picture': ({ option }: AboutPicture) =>
			`${option} is not a picture. Attach a JPEG, PNG, WebP, AVIF or GIF file.`,
		heic: ({ option }: AboutPicture) =>
			`${option} is a HEIC photo, which cannot be read here. Send it as a JPEG: on an iPhone choose Settings, Camera, Formats, Most Compatible, or share a screenshot of the photo.`,
		'too-large': ({ option, mostBytes }: AboutPicture) =>
			`${option} is larger than ${megabytes(mostBytes)}. A picture of a few megabytes is plenty; save it smaller and attach it again.`,
		'too-many-pixels': ({ option, mostPixels, longestSide }: AboutPicture) =>
			`${option} has more than ${number(mostPixels / 1_000_000)} million pixels or a side of more than ${number(longestSide)}. Make it smaller and attach it again.`,
		'too-small': ({ option }: AboutPicture) =>
			`${option} is too small for this model. Attach a picture with more pixels.`,
		'too-heavy': ({ option, mostWhole }: AboutPicture) =>
			`${option} would take too much memory to read: of this kind of file at most ${number(mostWhole / 1_000_000)} million pixels, fewer with more than 8 bits a colour. Save it as a JPEG and attach that.`,
		unsupported: ({ option, kind }: AboutPicture) =>
			`${option} is ${kind === null ? 'a kind of picture' : `a ${kind} file`} that is not read here. Save it as a JPEG or PNG and attach that.`,
		unreadable: ({ option }: AboutPicture) =>
			`${option} could not be read; the file may be damaged. Save it again as a JPEG or PNG and attach that.`,
		gone: ({ option }: AboutPicture) => `${option} is no longer there. Attach it again.`,
		unreachable: ({ option }: AboutPicture) =>
			`${option} could not be fetched from Discord. Attach it again in a minute.`,
		aspect: ({ option }: AboutPicture) =>
			`${option} is too long and narrow for this model. Crop it nearer to a square and attach it again.`,
		'not-a-clip': ({ option }: AboutPicture) => `${option} is not a video that can be read. Attach an MP4 file.`,
		'clip-format': ({ option, kind }: AboutPicture) =>
			`${option} is a kind of video that this model does not take. Save it as ${kind ?? 'MP4'} and attach that.`,
		'clip-large': ({ option, kind, mostClipBytes }: AboutPicture) =>
			`${option} is larger than ${megabytes(kind === null ? mostClipBytes : Number(kind) * 1_000_000)}. Save it smaller or shorter and attach it again.`,
		'clip-cuttable': ({ option, kind }: AboutPicture) =>
			`${option} is longer than the ${kind ?? '?'} seconds that this model takes. I can use its beginning.`,
		'clip-long': ({ option, kind }: AboutPicture) =>
			`${option} is longer than the ${kind ?? '?'} seconds that this model takes. Cut it and attach it again.`,
		'clip-short': ({ option, kind }: AboutPicture) =>
			`${option} is shorter than the ${kind ?? '?'} seconds that this model needs. Attach a longer one.`,
		'clip-small': ({ option, kind }: AboutPicture) =>
			`${option} is too small for this model: both sides need at least ${kind ?? '?'} pixels. Attach a larger one.`,
		'clip-big': ({ option, kind }: AboutPicture) =>
			`${option} is too large for this model: no side may have more than ${kind ?? '?'} pixels. Save it smaller and attach it again.`,
		'clip-no-address': ({ option }: AboutPicture) =>
			`${option} cannot be handed to this model any more. Attach it again, uncut, or choose another model.`,
	},
	/** After the reason for a picture that turned out bad only once it was looked at. */
	pictureUncounted: 'Nothing was made and nothing counts against your limits.',
};
