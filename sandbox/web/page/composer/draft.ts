import { type APIApplicationCommandOptionChoice, ApplicationCommandOptionType } from 'discord-api-types/v10';

import type { PageState } from '../state/pageState.js';
import { localName } from './commandText.js';
import { type Chosen, emptyField, faultOf, type Field } from './field.js';
import { type Runnable, runnables } from './runnable.js';
import { sendCommand, sendText } from './sending.js';
import { Suggestions } from './suggestions.js';

/** Where the typing happens: the plain text, an option, or behind the last option. */
export type Place = 'text' | 'tail' | Field;

/** What is being written at the foot of the channel: words, or a command with its options. */
export class Draft {
	readonly page: PageState;
	readonly suggestions: Suggestions;
	text = '';
	files: Chosen[] = [];
	command: Runnable | null = null;
	fields: Field[] = [];
	/** What is typed behind the last option: it searches the options that are not set yet. */
	tail = '';
	at: Place = 'text';
	/** Which entry of the open list is marked. */
	marked = 0;
	/** Escape hides the list until something is typed. */
	hidden = false;

	constructor(page: PageState) {
		this.page = page;
		this.suggestions = new Suggestions(page);
	}

	/** The commands that the text asks for; none unless it begins with a slash. */
	get commands(): readonly Runnable[] {
		if (this.command || !this.text.startsWith('/')) return [];
		const typed = this.text.slice(1).trimEnd().toLowerCase();
		const all = runnables(this.page);
		// By the name in the viewer's language, or by the one that everybody shares.
		const found = (how: 'startsWith' | 'includes'): Runnable[] =>
			all.filter(({ title, name }) => [title, name].some((each) => each.toLowerCase()[how](typed)));
		return [...new Set([...found('startsWith'), ...found('includes')])];
	}

	/** The options not set yet that the tail's text asks for. */
	get remaining(): readonly Field[] {
		const typed = this.tail.trim().toLowerCase();
		return (this.command?.options ?? [])
			.filter((option) => !this.fields.some((field) => field.option === option))
			.filter((option) => localName(option, this.page.locale).toLowerCase().includes(typed))
			.map(emptyField);
	}

	begin(command: Runnable): void {
		this.command = command;
		this.text = '';
		this.tail = '';
		this.fields = command.options.filter(({ required }) => required).map(emptyField);
		this.move(this.fields[0] ?? 'tail');
	}

	/** Adds an option that was not there and goes to it. */
	add(field: Field): void {
		this.fields = [...this.fields, field];
		this.tail = '';
		this.move(field);
	}

	remove(field: Field): void {
		if (field.chosen) URL.revokeObjectURL(field.chosen.preview);
		if (field.option.required) {
			field.chosen = null;
			this.move(field);
			return;
		}
		this.fields = this.fields.filter((other) => other !== field);
		this.move(this.fields.at(-1) ?? 'tail');
	}

	type(field: Field, text: string): void {
		field.text = text;
		field.choice = null;
		field.fault = null;
		this.move(field);
	}

	choose(field: Field, choice: APIApplicationCommandOptionChoice): void {
		field.choice = choice;
		field.text = choice.name;
		field.fault = null;
		this.move(this.#after(field));
	}

	/** Hands a file to the option that waits for one, adding the first free attachment option when none does. */
	take(file: File, wanted?: Field): void {
		const chosen = { file, preview: URL.createObjectURL(file) };
		const isFree = (field: Field): boolean =>
			field.option.type === ApplicationCommandOptionType.Attachment && !field.chosen;
		const known = wanted ?? this.fields.find(isFree);
		const field = known ?? this.remaining.find(isFree);
		if (!this.command || !field) {
			if (!this.command) this.files = [...this.files, chosen];
			this.page.changed();
			return;
		}
		if (!known) this.fields = [...this.fields, field];
		field.chosen = chosen;
		field.fault = null;
		this.move(this.#after(field));
	}

	/** Goes somewhere else in the draft; the view puts the browser's focus there. */
	move(place: Place): void {
		this.at = place;
		this.marked = 0;
		this.hidden = false;
		if (typeof place === 'string') this.suggestions.clear();
		else this.suggestions.offer(this, place);
		this.page.changed();
	}

	clear(): void {
		this.command = null;
		this.fields = [];
		this.text = '';
		this.tail = '';
		this.files = [];
		this.move('text');
	}

	/** Whether somebody has put work into it that one key must not throw away. */
	get isWorthKeeping(): boolean {
		return this.tail !== '' || this.fields.some(({ text, chosen }) => text !== '' || chosen !== null);
	}

	/** Sends what is there, or marks and goes to the first option that cannot be sent. */
	send(): void {
		const { page } = this;
		if (!this.command) {
			if (this.text.trim() !== '' || this.files.length > 0) page.run(sendText(page, this.text, this.files));
			this.clear();
			return;
		}
		for (const field of this.fields) field.fault = faultOf(field, page.words);
		const faulty = this.fields.find(({ fault }) => fault);
		if (faulty) {
			this.move(faulty);
			this.hidden = true;
			return;
		}
		page.run(sendCommand(page, this.command, this.fields));
		this.clear();
	}

	#after(field: Field): Place {
		return this.fields.find((other) => other !== field && other.text === '' && !other.chosen) ?? 'tail';
	}
}
