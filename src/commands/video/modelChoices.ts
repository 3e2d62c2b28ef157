import type { ModelChoice } from '../../messages/forms/modals.js';
import { modelChoices } from '../../providers/catalogue/choices.js';
import type { OfferedModel } from '../../providers/contract/model.js';
import { choiceWords } from './choiceWords.js';

/** The models that can be chosen in a select, those that make a video from these pictures or from words. */
export const modelOptions = (
	models: readonly OfferedModel[],
	{ pictures, locale }: { readonly pictures: boolean; readonly locale: string },
): ModelChoice[] =>
	modelChoices(
		models.filter(({ model }) => (pictures ? model.image !== 'no' || model.references > 0 : model.text)),
		'',
		choiceWords(locale),
	).map(({ name: line, value: id }) => {
		// The line of an autocomplete begins with the model's name; a select has a place of its own for the rest.
		const name = models.find(({ model }) => model.id === id)?.model.name ?? line;
		const facts = line.startsWith(`${name} · `) ? line.slice(`${name} · `.length) : undefined;
		return { id, name, facts };
	});
