import { type APIApplicationCommandOptionChoice, ApplicationCommandOptionType } from 'discord-api-types/v10';

import { channelsHere } from '../state/channelsHere.js';
import type { PageState } from '../state/pageState.js';
import { localName } from './commandText.js';
import { autocompletes, type Field, given } from './field.js';

const typingPauseMs = 120;

/** The command being typed, as far as its options go. */
interface Typed {
	readonly command: { readonly name: string } | null;
	readonly fields: readonly Field[];
}

/** What is offered for the option being typed: fixed choices at once, or the bot's own suggestions as they come. */
export class Suggestions {
	readonly #page: PageState;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#asked = 0;
	loading = false;
	choices: readonly APIApplicationCommandOptionChoice[] = [];

	constructor(page: PageState) {
		this.#page = page;
	}

	clear(): void {
		clearTimeout(this.#timer);
		this.#asked += 1;
		this.loading = false;
		this.choices = [];
	}

	/** Offers for a field; called when it gets the focus and whenever its text changed. */
	offer(draft: Typed, field: Field): void {
		this.clear();
		if (field.choice) return;
		if (autocompletes(field.option)) {
			this.#ask(draft, field);
			return;
		}

		const typed = field.text.toLowerCase();
		this.choices = fixedChoices(field, this.#page).filter(({ name }) => name.toLowerCase().includes(typed));
	}

	#ask(draft: Typed, field: Field): void {
		const { connection, actor } = this.#page;
		const turn = this.#asked;
		this.loading = true;
		this.#timer = setTimeout(() => {
			const options = draft.fields.flatMap((each) => {
				if (each !== field) return given(each) ?? [];
				return { name: each.option.name, value: each.text, focused: true };
			});
			const asked = connection.ask('autocomplete', { actor, name: draft.command?.name ?? '', options });
			const settle = (choices: readonly APIApplicationCommandOptionChoice[]): void => {
				if (turn !== this.#asked) return;
				this.loading = false;
				this.choices = choices;
				this.#page.changed();
			};
			// A bot that is away suggests nothing; what is typed can be sent all the same.
			asked.then(settle, () => settle([]));
		}, typingPauseMs);
	}
}

function fixedChoices({ option }: Field, page: PageState): APIApplicationCommandOptionChoice[] {
	if ('choices' in option) {
		return option.choices.map((choice) => ({ name: localName(choice, page.locale), value: choice.value }));
	}
	const { viewers = [] } = page.world ?? {};
	switch (option.type) {
		case ApplicationCommandOptionType.Boolean:
			return [
				{ name: 'True', value: 'true' },
				{ name: 'False', value: 'false' },
			];
		case ApplicationCommandOptionType.User:
		case ApplicationCommandOptionType.Mentionable:
			return viewers.map(({ id, name }) => ({ name: `@${name}`, value: id }));
		case ApplicationCommandOptionType.Channel:
			return channelsHere(page).map(({ id, name }) => ({ name: `#${name}`, value: id }));
		default:
			return [];
	}
}
