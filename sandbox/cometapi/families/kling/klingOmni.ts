import { checkClip } from '../../task/pictureReference.js';
import { Fields } from '../../task/fields.js';
import { checkDuration, checkKlingImage, checkTracking, klingRefuse, range, readModelName } from './klingFields.js';

interface OmniParts {
	readonly hasFirstFrame: boolean;
	readonly images: number;
	readonly videos: number;
	readonly isEdit: boolean;
}

/** Checks a create of `omni-video` and returns its model. */
export async function checkOmni(fields: Fields): Promise<string> {
	fields.only(
		...['prompt', 'model_name', 'model', 'image_list', 'element_list', 'video_list', 'mode', 'aspect_ratio'],
		...['duration', 'callback_url', 'external_task_id'],
	);
	const model = readModelName(fields, { known: ['kling-video-o1'], or: 'kling-video-o1' });
	const prompt = fields.text('prompt', { max: 2_500 });
	fields.string('mode', { oneOf: ['std', 'pro'] });

	const { hasFirstFrame, images } = await checkImageList(fields);
	const elements = fields.list('element_list', { from: 1, to: 7 })?.length ?? 0;
	const { videos, isEdit } = await checkVideoList(fields);
	if (images + elements > (videos > 0 ? 4 : 7)) throw klingRefuse('too many images and elements');
	checkMentions(prompt, { image: images, element: elements, video: videos });
	checkShape(fields, { hasFirstFrame, images, videos, isEdit });
	checkTracking(fields);
	return model;
}

async function checkImageList(fields: Fields): Promise<Pick<OmniParts, 'hasFirstFrame' | 'images'>> {
	const seen: string[] = [];
	const list = fields.list('image_list', { from: 1, to: 7 }) ?? [];
	for (const entry of list) {
		const image = new Fields(entry, klingRefuse).only('image_url', 'image', 'type');
		if (image.has('image_url') === image.has('image')) throw klingRefuse('one of image_url and image is required');
		await checkKlingImage(image.text(image.has('image_url') ? 'image_url' : 'image'));
		const type = image.string('type', { oneOf: ['first_frame', 'end_frame'] });
		if (type !== undefined && seen.includes(type)) throw klingRefuse(`only one ${type} can be given`);
		if (type !== undefined) seen.push(type);
	}
	if (seen.includes('end_frame') && !seen.includes('first_frame')) throw klingRefuse('end_frame needs a first_frame');
	return { hasFirstFrame: seen.includes('first_frame'), images: list.length };
}

async function checkVideoList(fields: Fields): Promise<Pick<OmniParts, 'videos' | 'isEdit'>> {
	const list = fields.list('video_list', { from: 1, to: 1 }) ?? [];
	const types: (string | undefined)[] = [];
	for (const entry of list) {
		const video = new Fields(entry, klingRefuse).only('video_url', 'refer_type', 'keep_original_sound');
		await checkClip(video.text('video_url'), { refuse: klingRefuse });
		types.push(video.string('refer_type', { oneOf: ['base', 'feature'] }));
	}
	return { videos: list.length, isEdit: types.includes('base') };
}

/** A picture, element or video that the prompt names must be there. */
function checkMentions(prompt: string, there: Readonly<Record<string, number>>): void {
	for (const [, kind = '', place = ''] of prompt.matchAll(/<<<(image|element|video)_(\d+)>>>/g)) {
		if (Number(place) < 1 || Number(place) > (there[kind] ?? 0)) {
			throw klingRefuse(`the prompt names ${kind}_${place}, which is not given`);
		}
	}
}

/** Length and aspect depend on what is there: an edit follows its video, a first frame brings its own shape. */
function checkShape(fields: Fields, { hasFirstFrame, images, videos, isEdit }: OmniParts): void {
	if (isEdit && fields.has('duration')) throw klingRefuse('duration follows the video that is edited');
	const isPlain = hasFirstFrame || (images === 0 && videos === 0);
	checkDuration(fields, isPlain ? ['5', '10'] : range(3, 10));
	const aspect = fields.string('aspect_ratio', { oneOf: ['16:9', '9:16', '1:1'] });
	if (aspect === undefined && !hasFirstFrame && !isEdit) throw klingRefuse('aspect_ratio is required');
}
