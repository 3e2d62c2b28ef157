interface Named {
	/** At most 32 characters; lower case, without spaces (but for message commands). */
	readonly name: string;
	/** At most 100 characters. */
	readonly description: string;
}

const options = <const Names extends string>(of: Readonly<Record<Names, Named>>): Readonly<Record<Names, Named>> => of;

/**
 * Names and descriptions of the commands and their options. The English names are the ones that Discord sends back in
 * every language, so they are fixed.
 */
export const commands = {
	video: {
		name: 'video',
		description: 'Make a video from words and pictures',
		options: options({
			prompt: { name: 'prompt', description: 'What the video should show' },
			image: { name: 'image', description: 'First frame, or the picture to bring to life' },
			video: { name: 'video', description: 'A clip of yours to edit or restyle' },
			last_frame: { name: 'last_frame', description: 'Picture that the video ends with' },
			reference_1: { name: 'reference_1', description: 'Reference picture: a person, thing or style to keep' },
			reference_2: { name: 'reference_2', description: 'Second reference picture' },
			reference_3: { name: 'reference_3', description: 'Third reference picture' },
			reference_4: { name: 'reference_4', description: 'Fourth reference picture' },
			model: { name: 'model', description: 'Which model makes it; /models tells what each can do' },
			duration: { name: 'duration', description: 'Length in seconds' },
			aspect: { name: 'aspect', description: 'Width to height, such as 16:9' },
			resolution: { name: 'resolution', description: 'Sharpness, such as 720p' },
			negative_prompt: { name: 'negative_prompt', description: 'What should not be seen' },
			seed: { name: 'seed', description: 'A number; the same one makes a similar video again' },
			private: { name: 'private', description: 'Only you see the answer' },
			spoiler: { name: 'spoiler', description: 'Hide the video and its prompt until somebody clicks them' },
			improve: { name: 'improve', description: 'Show me a better prompt first, beside mine' },
			preset: { name: 'preset', description: 'Options that you have saved; those given here come first' },
		}),
	},
	videos: {
		name: 'videos',
		description: 'Your videos, and what is left of your limits',
		options: options({ search: { name: 'search', description: 'Words of the prompt' } }),
	},
	models: {
		name: 'models',
		description: 'What each model can do, and what it costs',
		options: options({
			search: { name: 'search', description: 'Part of a name, or what the model should be able to do' },
		}),
	},
	'video-admin': {
		name: 'video-admin',
		description: 'Settings and usage of this server',
		options: options({
			settings: { name: 'settings', description: 'Show how this server is set up' },
			changes: { name: 'changes', description: 'Show who changed what' },
			usage: { name: 'usage', description: 'What was made and spent in the last 30 days' },
			requests: { name: 'requests', description: 'What is in the making, and what only an admin can settle' },
			pause: { name: 'pause', description: 'Take no new videos in this server' },
			resume: { name: 'resume', description: 'Take new videos again' },
			reconcile: { name: 'reconcile', description: 'Give a request without an answer the task that was made for it' },
			redeliver: { name: 'redeliver', description: 'Deliver the outcome of a request again' },
			models: { name: 'models', description: 'Which models this server uses' },
			default: { name: 'default', description: 'The model for members who name none' },
			allow: {
				name: 'allow',
				description: 'Let members use a model; the first one allowed closes all others, and you are asked before',
			},
			forbid: { name: 'forbid', description: 'Do not let members use a model; all others and new ones stay open' },
			'allow-all': { name: 'allow-all', description: 'Let members use every model, new ones too' },
			limits: { name: 'limits', description: 'How much may be made and spent' },
			set: { name: 'set', description: 'Limits for everybody, a role or a member' },
			clear: { name: 'clear', description: 'Remove a limit; without options, show them' },
			budget: { name: 'budget', description: 'What the whole server may spend in 24 hours; without options, show it' },
			largest: { name: 'largest', description: 'Longest, largest and dearest video; without options, show them' },
			channels: { name: 'channels', description: 'Where videos are made, and where they are private' },
			private: { name: 'private', description: 'Make every answer in a channel or category private' },
			log: { name: 'log', description: 'Tell moderators in a channel of every request; without options, show it' },
			'age-restricted': { name: 'age-restricted', description: 'Videos in age-restricted channels only, or in all' },
			blocklist: { name: 'blocklist', description: 'Words and members that are blocked' },
			add: { name: 'add', description: 'Block a word or a member' },
			remove: { name: 'remove', description: 'No longer block a word or a member' },
			job: { name: 'job', description: 'Which request; or its id, as its details show it' },
			task: { name: 'task', description: "The provider's task id" },
			model: { name: 'model', description: 'A model' },
			what: { name: 'what', description: 'Which limit to remove' },
			who: { name: 'who', description: 'A role or a member; left out: everybody' },
			running: { name: 'running', description: 'Videos in the making at once; 0: none' },
			videos: { name: 'videos', description: 'Videos in 24 hours; 0: none' },
			usd: { name: 'usd', description: 'Estimated US dollars in 24 hours' },
			seconds: { name: 'seconds', description: 'Longest clip in seconds' },
			resolution: { name: 'resolution', description: 'Largest resolution' },
			price: { name: 'price', description: 'Dearest single video in estimated US dollars' },
			channel: { name: 'channel', description: 'A channel, thread or category' },
			on: { name: 'on', description: 'No: no longer so' },
			only: { name: 'only', description: 'Yes: in age-restricted channels only' },
			word: { name: 'word', description: 'A word or phrase that prompts may not contain' },
			member: { name: 'member', description: 'Somebody who may not make videos here' },
		}),
		/** What `limits clear` offers to remove. */
		clearing: {
			rule: 'Limits of everybody, or of the role or member named',
			budget: 'Budget of the server',
			seconds: 'Longest video',
			resolution: 'Largest resolution',
			price: 'Dearest single video',
		},
	},
	'video-privacy': {
		name: 'video-privacy',
		description: 'What is kept about you, and how to delete it',
		options: options({}),
	},
	'animate-image': {
		name: 'Animate image',
	},
	'edit-video': {
		name: 'Edit video',
	},
};
