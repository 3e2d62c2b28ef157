import { formatsOf, words } from '../../i18n/index.js';
import type { ChoiceWords } from '../../providers/catalogue/choices.js';

/** The words that the choices of an autocomplete are made of, in the member's language. */
export function choiceWords(locale: string): ChoiceWords {
	const { models } = words(locale).pages;
	return {
		text: models.text,
		image: models.image,
		imageRequired: models.imageRequired,
		lastFrame: models.lastFrame,
		references: (count) => models.references({ max: count }),
		perSecond: (usd) => models.perSecond({ usd }),
		perRequest: (usd) => models.price({ usd }),
		priceUnknown: models.priceUnknown,
		seconds: (count) => formatsOf(locale).seconds(count),
		sunset: models.retiring,
	};
}
