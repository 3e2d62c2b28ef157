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
			spoiler: { name: 'spoiler', description: 'Hide the video until somebody clicks it' },
		}),
	},
	videos: {
		name: 'videos',
		description: 'Your videos, in the making and finished',
		options: options({}),
	},
	models: {
		name: 'models',
		description: 'The models: what each can do and costs',
		options: options({
			search: { name: 'search', description: 'Part of a name, or what the model should be able to do' },
		}),
	},
	'video-admin': {
		name: 'video-admin',
		description: 'Settings and usage of this server',
		options: options({
			usage: { name: 'usage', description: 'What was made and spent in the last 30 days' },
			pause: { name: 'pause', description: 'Take no new videos in this server' },
			resume: { name: 'resume', description: 'Take new videos again' },
			reconcile: { name: 'reconcile', description: 'Give a request without an answer the task that was made for it' },
			redeliver: { name: 'redeliver', description: 'Deliver the outcome of a request again' },
			job: { name: 'job', description: 'The id of the request, as its details show it' },
			task: { name: 'task', description: "The provider's task id" },
		}),
	},
	'video-privacy': {
		name: 'video-privacy',
		description: 'What is kept about you, and how to delete it',
		options: options({}),
	},
	'animate-image': {
		name: 'Animate image',
	},
};
