import type { ModelChoice } from '../../messages/forms/modals.js';
import { priceText } from '../../messages/parts/jobLines.js';
import { modelChoices, type ChoiceWords } from '../../providers/catalogue/choices.js';
import type { OfferedModel } from '../../providers/contract/model.js';
import { formatsOf, words } from '../../i18n/index.js';

/** The words that the choices of an autocomplete are made of, in the member's language. */
export function choiceWords(locale: string): ChoiceWords {
	const { models } = words(locale).pages;
	return {
		text: models.text,
		image: models.image,
		imageRequired: models.imageRequired,
		clip: (seconds) => models.clip({ max: String(seconds) }),
		lastFrame: models.lastFrame,
		references: (count) => models.references({ max: count }),
		perSecond: (usd) => models.perSecond({ usd }),
		perRequest: (usd) => models.price({ usd }),
		unlisted: (price) => models.unlisted({ price }),
		costs: (estimate) => priceText({ estimate }, locale),
		seconds: (count) => formatsOf(locale).seconds(count),
		sunset: models.retiring,
	};
}

interface ModelChoosing {
	readonly pictures: boolean;
	readonly clip?: boolean;
	/** The one that is to be among them however many there are. */
	readonly first?: string | undefined;
	readonly locale: string;
}

const ordered = (models: readonly OfferedModel[], first: string | undefined): readonly OfferedModel[] =>
	models.toSorted((one, other) => Number(other.model.id === first) - Number(one.model.id === first));

/** The models that can be chosen in a select, those that make a video from a clip, from these pictures or from words. */
export const modelOptions = (
	models: readonly OfferedModel[],
	{ pictures, clip = false, first, locale }: ModelChoosing,
): ModelChoice[] =>
	modelChoices(
		ordered(models, first).filter(({ model }) => {
			if (clip) return model.clip !== undefined;
			return pictures ? model.image !== 'no' || model.references > 0 : model.text;
		}),
		'',
		choiceWords(locale),
	).map(({ name: line, value: id }) => {
		// The line of an autocomplete begins with the model's name; a select has a place of its own for the rest.
		const name = models.find(({ model }) => model.id === id)?.model.name ?? line;
		const facts = line.startsWith(`${name} · `) ? line.slice(`${name} · `.length) : undefined;
		return { id, name, facts };
	});
