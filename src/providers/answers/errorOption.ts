import type { ErrorBody } from './errorBody.js';
import type { Order } from '../contract/provider.js';

/** The API's words for what our options become, most particular first: `negative_prompt` also contains `prompt`. */
const words: readonly (readonly [pattern: RegExp, option: string])[] = [
	[/negative[\s_-]?prompt/iu, 'negative_prompt'],
	[/image_?tail|last[\s_-]?frame|end[\s_-]?frame|tail image/iu, 'last_frame'],
	[
		/input_?reference|reference_?(?:video_?)?urls?|reference_?images?|prompt_?image|first[\s_-]?frame|\bimages?\b|image_?(?:url|list)|\bi2v\b|\br2v\b|picture|inpaint|file (?:too|size)|upload/iu,
		'image',
	],
	[/\bseconds\b|\bduration\b/iu, 'duration'],
	[/aspect|\bratio\b/iu, 'aspect'],
	[/\bsize\b|resolution|\bwidth\b|\bheight\b/iu, 'resolution'],
	[/\bseed\b/iu, 'seed'],
	[/\bprompt\b|\btext\b/iu, 'prompt'],
	[/\bmodel(?:_name)?\b/iu, 'model'],
];

/** The `/video` option that an error of bad input is about, as far as it tells. */
export function errorOption(
	fault: ErrorBody,
	order: Pick<Order, 'pictures' | 'model' | 'request'>,
): string | undefined {
	const found = (fault.param === undefined ? undefined : optionIn(fault.param)) ?? optionIn(fault.message);
	if (found === 'image') return order.pictures[0]?.role ?? 'image';
	// Unified routes send one `size` for both; it is whichever of the two can be chosen, or was.
	if (found === 'resolution' && (order.request.resolution ?? order.model.resolutions) === undefined) return 'aspect';
	return found;
}

/** The option that a text is about; every picture counts as `image`. */
export function optionIn(text: string): string | undefined {
	return words.find(([pattern]) => pattern.test(text))?.[1];
}
