import type { Fields } from '../../task/fields.js';
import { checkReference } from '../../task/pictureReference.js';
import { Refusal } from '../../task/refusal.js';

/** Models of the text and image routes; the three newest names belong to other routes and are refused here. */
export const klingModels = [
	...['kling-v1', 'kling-v1-5', 'kling-v1-6', 'kling-v2-master', 'kling-v2-1', 'kling-v2-1-master'],
	...['kling-v2-5-turbo', 'kling-v2-6', 'kling-v3'],
];

const modelsWithSound = ['kling-v2-6', 'kling-v3'];
const maxImageBytes = 10 * 1_024 * 1_024;

/** Kling's own words for a wrong parameter. */
export function klingRefuse(message: string): Refusal {
	return new Refusal({ status: 400, message, code: 1_201, shape: 'kling' });
}

/** `model_name`, or the route's default; a field called `model` is ignored, which is a trap worth keeping. */
export function readModelName(fields: Fields, { known, or }: { known: readonly string[]; or: string }): string {
	const model = fields.string('model_name') ?? or;
	if (!known.includes(model)) throw klingRefuse('invalid model name');
	return model;
}

/** The length is a string of digits, never a number. */
export function checkDuration(fields: Fields, accepted: readonly string[]): void {
	fields.string('duration', { oneOf: accepted });
}

/** What text2video and image2video share. */
export function checkCommon(fields: Fields, model: string): void {
	fields.text('prompt', { max: 2_500 });
	fields.string('negative_prompt', { max: 2_500 });
	fields.string('mode', { oneOf: ['std', 'pro'] });
	if (fields.number('cfg_scale', { from: 0, to: 1 }) !== undefined && model.startsWith('kling-v2')) {
		throw klingRefuse(`cfg_scale is not supported by ${model}`);
	}
	checkDuration(fields, model === 'kling-v3' ? range(3, 15) : ['5', '10']);
	if (fields.string('sound', { oneOf: ['on', 'off'] }) === 'on' && !modelsWithSound.includes(model)) {
		throw klingRefuse(`sound is not supported by ${model}`);
	}
	fields.object('camera_control')?.only('type', 'config').text('type');
	checkTracking(fields);
}

/** What every route takes. */
export function checkTracking(fields: Fields): void {
	const callback = fields.string('callback_url');
	if (callback !== undefined && !/^https?:\/\//.test(callback)) throw klingRefuse('callback_url must be a URL');
	fields.string('external_task_id', { max: 128 });
}

/** A picture by address or as Base64 without a prefix: JPEG or PNG, 10 MB, 300 px, 1:2.5 to 2.5:1. */
export function checkKlingImage(value: string): Promise<void> {
	return checkReference(value, {
		forms: { dataUri: false, rawBase64: true },
		rules: { formats: ['jpeg', 'png'], maxBytes: maxImageBytes, minSide: 300, maxAspect: 2.5 },
		refuse: klingRefuse,
	});
}

export function range(from: number, to: number): string[] {
	return Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
}
