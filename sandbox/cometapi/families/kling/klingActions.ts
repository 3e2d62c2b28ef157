import { Fields } from '../../task/fields.js';
import type { TaskBook } from '../../task/taskBook.js';
import {
	checkCommon,
	checkDuration,
	checkKlingImage,
	checkTracking,
	klingModels,
	klingRefuse,
	readModelName,
} from './klingFields.js';
import { checkOmni } from './klingOmni.js';

/** What a check may look up. */
interface ActionContext {
	readonly book: TaskBook;
	readonly now: number;
}

/** Checks a create of one action and returns the model that will do it. */
export type ActionCheck = (fields: Fields, context: ActionContext) => Promise<string> | string;

// `model` is let through everywhere: the real routes ignore it and use their default.
const common = ['prompt', 'model_name', 'model', 'negative_prompt', 'mode', 'duration'];
const tracking = ['callback_url', 'external_task_id'];

/** Every video action by the last parts of its path; the same path asks for its tasks. */
export const klingActions: Readonly<Record<string, ActionCheck>> = {
	text2video: (fields) => {
		fields.only(...common, ...tracking, 'cfg_scale', 'aspect_ratio', 'sound', 'camera_control');
		const model = readModelName(fields, { known: klingModels, or: 'kling-v1' });
		checkCommon(fields, model);
		fields.string('aspect_ratio', { oneOf: ['16:9', '9:16', '1:1'] });
		return model;
	},

	image2video: async (fields) => {
		fields.only(
			...[...common, ...tracking, 'cfg_scale', 'sound', 'camera_control'],
			...['image', 'image_tail', 'static_mask', 'dynamic_masks'],
		);
		const model = readModelName(fields, { known: klingModels, or: 'kling-v1' });
		checkCommon(fields, model);
		await checkKlingImage(fields.text('image'));
		const tail = fields.string('image_tail');
		if (tail !== undefined) await checkKlingImage(tail);
		fields.list('dynamic_masks', { from: 1, to: 6 });
		return model;
	},

	'multi-image2video': async (fields) => {
		fields.only(...common, ...tracking, 'aspect_ratio', 'image_list');
		const model = readModelName(fields, { known: ['kling-v1-6'], or: 'kling-v1-6' });
		fields.text('prompt', { max: 2_500 });
		fields.string('negative_prompt', { max: 2_500 });
		fields.string('mode', { oneOf: ['std', 'pro'] });
		checkDuration(fields, ['5', '10']);
		fields.string('aspect_ratio', { oneOf: ['16:9', '9:16', '1:1'] });
		checkTracking(fields);
		const images = fields.list('image_list', { from: 1, to: 4 }) ?? fields.refuse('image_list is required');
		for (const entry of images) await checkKlingImage(new Fields(entry, klingRefuse).only('image').text('image'));
		return model;
	},

	'omni-video': checkOmni,

	'video-extend': (fields, { book, now }) => {
		fields.only('video_id', 'prompt', 'callback_url', 'external_task_id');
		fields.string('prompt', { max: 500 });
		checkTracking(fields);
		const videoId = fields.text('video_id');
		const parent = book.tasks.find((task) => task.family === 'kling' && klingVideoId(task.id) === videoId);
		if (!parent?.hasVideo(now)) throw klingRefuse('video_id does not name a finished video');
		return parent.model;
	},

	effects: (fields) => {
		fields.only('effect_scene', 'input', 'callback_url', 'external_task_id').text('effect_scene');
		checkTracking(fields);
		const input = fields.object('input') ?? fields.refuse('input is required');
		if (!input.has('images')) return checkKlingImage(input.text('image')).then(() => 'kling-v1-6');
		const images = input.list('images', { from: 2, to: 2 }) ?? [];
		return Promise.all(images.map((image) => checkKlingImage(String(image)))).then(() => 'kling-v1-6');
	},

	'avatar/image2video': async (fields) => {
		fields.only('image', 'audio_id', 'sound_file', 'prompt', 'mode', 'callback_url', 'external_task_id');
		await checkKlingImage(fields.text('image'));
		if (fields.has('audio_id') === fields.has('sound_file')) {
			throw klingRefuse('exactly one of audio_id and sound_file is required');
		}
		fields.text('prompt', { max: 2_500 });
		fields.string('mode', { oneOf: ['std', 'pro'] });
		checkTracking(fields);
		return 'kling-avatar';
	},
};

/** The id of the video in a finished task's result; extensions name their parent by it. */
export function klingVideoId(taskId: string): string {
	return `v-${taskId}`;
}
