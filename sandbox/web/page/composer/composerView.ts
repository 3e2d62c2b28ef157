import { ApplicationCommandOptionType } from 'discord-api-types/v10';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

import { icon } from '../state/icons.js';
import { attachmentField, chosenFiles } from './attachmentField.js';
import { localDescription, localName } from './commandText.js';
import type { Draft } from './draft.js';
import type { Field } from './field.js';
import { composerKey } from './keys.js';
import { listbox, type Offer, offerOf } from './listbox.js';

/** The foot of the channel: where one writes and where commands are filled in. */
export function composerView(draft: Draft): TemplateResult {
	const offer = offerOf(draft);
	return html`<form
		class="composer"
		@submit=${(event: Event) => {
			event.preventDefault();
			draft.send();
		}}
		@keydown=${(event: KeyboardEvent) => composerKey(event, draft)}
		@paste=${(event: ClipboardEvent) => paste(event, draft)}
	>
		${offer ? listbox(offer, draft) : nothing} ${faults(draft)}
		<div class="composer-box">
			${draft.command ? commandLine(draft, offer) : textLine(draft, offer)}
			<button class="send" type="submit" aria-label=${draft.page.words.send}>${icon('send')}</button>
		</div>
	</form>`;
}

function textLine(draft: Draft, offer: Offer | null): TemplateResult {
	const { page } = draft;
	const name = page.place.kind === 'dm' || page.place.kind === 'group' ? `@${page.place.name}` : `#${page.place.name}`;
	return html`${chosenFiles(draft)}
		<label class="attach" title=${page.words.chooseFile}>
			<span aria-hidden="true">+</span>
			<input type="file" multiple aria-label=${page.words.chooseFile} @change=${(event: Event) => pick(event, draft)} />
		</label>
		<textarea
			id="text"
			rows="1"
			maxlength="2000"
			autocomplete="off"
			role="combobox"
			aria-controls="offers"
			aria-expanded=${offer !== null}
			aria-autocomplete="list"
			aria-activedescendant=${offer?.entries.length ? `offer-${draft.marked}` : nothing}
			aria-label="${page.words.message} ${name}"
			placeholder="${page.words.message} ${name}"
			.value=${live(draft.text)}
			@focus=${() => draft.at !== 'text' && draft.move('text')}
			@input=${(event: Event) => {
				draft.text = (event.target as HTMLTextAreaElement).value;
				draft.move('text');
			}}
		></textarea>`;
}

function commandLine(draft: Draft, offer: Offer | null): TemplateResult {
	const { page } = draft;
	const left = draft.remaining.length;
	return html`<div class="command-line" role="group" aria-label="/${draft.command?.title ?? ''}">
		<span class="command-name">/${draft.command?.title ?? ''}</span>
		${draft.fields.map((field) => chip(field, draft, offer))}
		<input
			id="tail"
			autocomplete="off"
			role="combobox"
			aria-controls="offers"
			aria-expanded=${offer !== null && draft.at === 'tail'}
			aria-activedescendant=${draft.at === 'tail' && offer ? `offer-${draft.marked}` : nothing}
			aria-label=${page.words.optionalOptions}
			placeholder=${left > 0 ? page.words.moreOptions.replace('#', String(left)) : ''}
			.value=${live(draft.tail)}
			@focus=${() => draft.at !== 'tail' && draft.move('tail')}
			@input=${(event: Event) => {
				draft.tail = (event.target as HTMLInputElement).value;
				draft.move('tail');
			}}
		/>
		<button
			type="button"
			class="icon"
			aria-label=${page.words.discard}
			title=${page.words.discard}
			@click=${() => draft.clear()}
		>
			${icon('close', 18)}
		</button>
	</div>`;
}

function chip(field: Field, draft: Draft, offer: Offer | null): TemplateResult {
	const { option } = field;
	const name = localName(option, draft.page.locale);
	const here = draft.at === field;
	const state = `${here ? 'here' : ''} ${field.fault ? 'faulty' : ''}`;
	if (option.type === ApplicationCommandOptionType.Attachment) {
		return html`<div class="chip file-chip ${state}">
			<span class="chip-name">${name}</span>${attachmentField(field, draft)}
		</div>`;
	}
	return html`<label class="chip ${state}">
		<span class="chip-name">${name}</span>
		<span class="chip-size" data-text=${field.text}>
			<textarea
				id="option-${option.name}"
				rows="1"
				cols="1"
				autocomplete="off"
				role="combobox"
				aria-controls="offers"
				aria-expanded=${here && (offer?.entries.length ?? 0) > 0}
				aria-activedescendant=${here && offer?.entries.length ? `offer-${draft.marked}` : nothing}
				aria-label="${name}: ${localDescription(option, draft.page.locale)}"
				aria-invalid=${field.fault !== null}
				aria-required=${option.required ?? false}
				.value=${live(field.text)}
				@focus=${() => !here && draft.move(field)}
				@input=${(event: Event) => draft.type(field, (event.target as HTMLTextAreaElement).value)}
			></textarea>
		</span>
	</label>`;
}

function faults(draft: Draft): TemplateResult | typeof nothing {
	const faulty = draft.fields.filter(({ fault }) => fault);
	if (faulty.length === 0) return nothing;
	return html`<div class="faults" role="alert">
		${faulty.map(({ option, fault }) => html`<div><b>${localName(option, draft.page.locale)}</b> ${fault}</div>`)}
	</div>`;
}

function paste(event: ClipboardEvent, draft: Draft): void {
	const files = [...(event.clipboardData?.files ?? [])];
	if (files.length === 0) return;
	event.preventDefault();
	for (const file of files) draft.take(file);
}

function pick(event: Event, draft: Draft): void {
	const input = event.target as HTMLInputElement;
	for (const file of input.files ?? []) draft.take(file);
	input.value = '';
}
