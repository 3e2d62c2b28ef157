import type { ErrorBody } from './errorBody.js';
import type { Order } from '../contract/provider.js';
import type { OptionName } from '../requests/requestProblem.js';

/**
 * The API's words for what our options become, most particular first: `negative_prompt` also contains `prompt`. Pictures
 * that an answer does not tell apart all count as `image`.
 */
const words: Readonly<Record<NamedOption, RegExp>> = {
	negative_prompt: /negative[\s_-]?prompt/iu,
	last_frame: /image_?tail|last[\s_-]?frame|end[\s_-]?frame|tail image/iu,
	image:
		/input_?reference|reference_?(?:video_?)?urls?|reference_?images?|prompt_?image|first[\s_-]?frame|\bimages?\b|image_?(?:url|list)|\bi2v\b|\br2v\b|picture|inpaint|file (?:too|size)|upload/iu,
	duration: /\bseconds\b|\bduration\b/iu,
	aspect: /aspect|\bratio\b/iu,
	resolution: /\bsize\b|resolution|\bwidth\b|\bheight\b/iu,
	seed: /\bseed\b/iu,
	prompt: /\bprompt\b|\btext\b/iu,
	model: /\bmodel(?:_name)?\b/iu,
};

type NamedOption = Exclude<OptionName, `reference_${number}`>;

/** The `/video` option that an error of bad input is about, as far as it tells. */
export function errorOption(
	fault: ErrorBody,
	order: Pick<Order, 'pictures' | 'model' | 'request'>,
): OptionName | undefined {
	const found = (fault.param === undefined ? undefined : optionIn(fault.param)) ?? optionIn(fault.message);
	if (found === 'image') return order.pictures[0]?.role ?? 'image';
	// Unified routes send one `size` for both; it is whichever of the two can be chosen, or was.
	if (found === 'resolution' && (order.request.resolution ?? order.model.resolutions) === undefined) return 'aspect';
	return found;
}

/** The option that a text is about; every picture counts as `image`. */
export function optionIn(text: string): NamedOption | undefined {
	return (Object.keys(words) as NamedOption[]).find((option) => words[option].test(text));
}
