import { pictureOrder } from '../contract/model.js';
import type { PictureRole } from '../../jobs/record/request.js';
import type { OptionName } from '../requests/requestProblem.js';
import { normalText } from './errorKind.js';

/** Pictures that an answer does not tell apart all count as `image`. */
type NamedOption = Exclude<OptionName, `reference_${number}`>;

/** What a job was asked with, as far as errors may be about it. */
export interface Asked {
	readonly pictures: readonly { readonly role: PictureRole }[];
	readonly seed?: number | null | undefined;
	readonly negativePrompt?: string | null | undefined;
	readonly aspect?: string | null | undefined;
	readonly resolution?: string | null | undefined;
}

/** The API's words for what our options become, in the spelling of `normalText`; most particular first. */
const words: readonly (readonly [pattern: RegExp, option: NamedOption])[] = [
	[/\bnegative ?prompt/u, 'negative_prompt'],
	[/\bimage ?tail\b|\b(?:last|end|tail) ?(?:frame|image)\b/u, 'last_frame'],
	[
		/\binput ?reference\b|\breference (?:video )?(?:urls?|images?)\b|\bprompt ?image\b|\bfirst ?frame\b|\bimages?\b|\bimage ?(?:url|list|base64)\b|\bi2v\b|\br2v\b|\bpictures?\b|\binpaint|\bfile (?:too|size)/u,
		'image',
	],
	[/\bseconds?\b|\bduration\b/u, 'duration'],
	[/\baspect|\bratio\b/u, 'aspect'],
	[/\bsize\b|\bresolution\b|\bwidth\b|\bheight\b/u, 'resolution'],
	[/\bseed\b/u, 'seed'],
	[/\bprompt(?: ?text)?\b|\btext\b/u, 'prompt'],
	[/\bmodel(?: ?name)?\b/u, 'model'],
];

/** The option of `/video` that an error is about, by the parameters it names or by its words; every picture is `image`. */
export function errorOption(error: {
	readonly params: readonly string[];
	readonly message: string;
}): NamedOption | undefined {
	for (const text of [...error.params, error.message]) {
		const normal = normalText(text);
		const option = words.find(([pattern]) => pattern.test(normal))?.[1];
		if (option !== undefined) return option;
	}
	return undefined;
}

/** An option under the name it was asked by; `undefined` when it was not asked for, so that nobody is told to change it. */
export function askedOption(option: string, asked: Asked): string | undefined {
	const isRole = (pictureOrder as readonly string[]).includes(option);
	if (option === 'image') return asked.pictures[0]?.role;
	if (isRole) return asked.pictures.find(({ role }) => role === option)?.role;
	if (option === 'seed') return isSet(asked.seed) ? option : undefined;
	if (option === 'negative_prompt') return isSet(asked.negativePrompt) ? option : undefined;
	// Unified routes send one `size` for both; it is whichever of the two was chosen.
	if (option === 'resolution' && !isSet(asked.resolution) && isSet(asked.aspect)) return 'aspect';
	return option;
}

const isSet = (value: unknown): boolean => value !== null && value !== undefined && value !== '';
