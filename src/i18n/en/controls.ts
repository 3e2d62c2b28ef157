import { formats } from '../formats.js';

const { usd } = formats('en');

/** Buttons (at most 80 characters), modals (titles and labels at most 45, descriptions and placeholders 100). */
export const controls = {
	buttons: {
		cancel: 'Cancel',
		again: 'Again',
		askagain: 'Ask again anyway',
		edit: 'Edit',
		continue: 'Continue',
		model: 'Other model',
		remix: 'Remix',
		download: 'Download',
		details: 'Details',
		delete: 'Delete',
		fetch: 'Get it',
		share: 'Share here',
		confirm: 'Make it',
		decline: 'No, thanks',
		open: 'Open the video',
		goTo: 'Go to it',
		previous: 'Newer',
		next: 'Older',
		forget: 'Delete everything about me',
		forgetSure: 'Yes, delete it',
		forgetNot: 'No, keep it',
	},
	pages: { previous: 'Back', next: 'More' },
	filters: {
		placeholder: 'Which videos?',
		all: 'All videos',
		running: 'In the making',
		succeeded: 'Finished',
		failed: 'Failed or cancelled',
	},
	edit: {
		title: 'Edit and make again',
		prompt: 'Prompt',
		promptRest: 'Prompt, continued',
		model: 'Model',
		duration: 'Length in seconds',
		shape: 'Aspect and resolution',
		picture: 'Other pictures',
		pictureHint: 'In the same order; without files they stay',
		pictureNew: 'A picture to begin with',
		empty: 'Leave empty to let the model decide',
	},
	continue: {
		title: 'Continue this video',
		prompt: 'What happens next?',
		frame: ({ price }: { price: string }) => `Begins with the last frame. ${price}`,
		longer: ({ price }: { price: string }) => `Makes this very video longer. ${price}`,
	},
	delete: {
		title: 'Delete this video?',
		label: 'It cannot be brought back.',
		forGood: 'It goes from here and from /videos, for everybody.',
		cost: ({ usd: value }: { usd: number }) =>
			`It cost about ${usd(value)} and goes from here and from /videos, for everybody.`,
		sure: 'Yes, delete it',
	},
	own: {
		title: 'Make your own',
		prompt: 'Prompt',
		hint: 'What your video should show',
	},
	animate: {
		title: 'Animate this picture',
		prompt: 'What should happen?',
		promptHint: 'The camera moves slowly around the scene',
		picture: 'Which picture?',
		model: 'Model',
		consent: 'May the picture be used?',
		consentHint: 'It was posted by another member.',
		consentOption: 'Yes, its owner agrees, or it is mine',
	},
	remix: {
		title: 'Remix this video',
		prompt: 'What should change?',
	},
	otherModel: {
		placeholder: 'Choose a model',
		text: 'With which model should it be made?',
	},
};
