import {
	type APIComponentInLabel,
	type APIModalInteractionResponseCallbackComponent,
	type APITextInputComponent,
	ComponentType,
	TextInputStyle,
} from 'discord-api-types/v10';
import { html, nothing, type TemplateResult } from 'lit';

import type { PageState } from '../state/pageState.js';
import { choicesOf, choiceText } from './controls.js';

/** One part of a modal: words, or a labelled field. */
export function modalField(
	component: APIModalInteractionResponseCallbackComponent,
	page: PageState,
	markdown: (text: string) => TemplateResult,
): TemplateResult | typeof nothing {
	switch (component.type) {
		case ComponentType.TextDisplay:
			return markdown(component.content);
		case ComponentType.Label:
			return labelled(component.label, component.description, component.component, page);
		case ComponentType.ActionRow:
			// The older form, in which the label is the text input's own.
			return html`${component.components.map((input) => labelled(labelOf(input), undefined, input, page))}`;
		default:
			return nothing;
	}
}

function labelOf(input: object): string {
	return 'label' in input && typeof input.label === 'string' ? input.label : '';
}

function labelled(
	label: string,
	description: string | undefined,
	field: APIComponentInLabel,
	page: PageState,
): TemplateResult {
	const id = `modal-${field.custom_id}`;
	const required = isRequired(field);
	const ticked = field.type === ComponentType.RadioGroup || field.type === ComponentType.CheckboxGroup;
	const title = html`<span class="field-title" id="${id}-title"
		>${label}${required ? html`<span class="star" aria-hidden="true">*</span>` : nothing}</span
	>`;
	return html`<div class="field" role=${ticked ? 'group' : nothing} aria-labelledby=${ticked ? `${id}-title` : nothing}>
		<label for=${id}>${title}</label>
		${description ? html`<small id="${id}-description">${description}</small>` : nothing} ${control(field, id, page)}
	</div>`;
}

/** A checkbox by itself asks for nothing; everything else is required unless it says otherwise. */
function isRequired(field: APIComponentInLabel): boolean {
	if (field.type === ComponentType.Checkbox) return false;
	return field.required ?? true;
}

function control(field: APIComponentInLabel, id: string, page: PageState): TemplateResult {
	switch (field.type) {
		case ComponentType.TextInput:
			return textInput(field, id);
		case ComponentType.FileUpload:
			return html`<input
				type="file"
				class="upload"
				id=${id}
				name=${field.custom_id}
				?multiple=${(field.max_values ?? 1) > 1}
				?required=${isRequired(field)}
			/>`;
		case ComponentType.RadioGroup:
			return ticks(field.options, { kind: 'radio', id, name: field.custom_id, required: isRequired(field) });
		case ComponentType.CheckboxGroup:
			return ticks(field.options, { kind: 'checkbox', id, name: field.custom_id, required: false });
		case ComponentType.Checkbox:
			return html`<input
				type="checkbox"
				class="tick"
				id=${id}
				name=${field.custom_id}
				?checked=${field.default ?? false}
			/>`;
		case ComponentType.StringSelect:
		case ComponentType.UserSelect:
		case ComponentType.RoleSelect:
		case ComponentType.MentionableSelect:
		case ComponentType.ChannelSelect:
			return html`<select
				class="select"
				id=${id}
				name=${field.custom_id}
				?multiple=${(field.max_values ?? 1) > 1}
				?required=${isRequired(field)}
			>
				${
					(field.max_values ?? 1) > 1
						? nothing
						: html`<option value="">${field.placeholder ?? page.words.select}</option>`
				}
				${choicesOf(field, page).map(
					(choice) => html`<option value=${choice.value} ?selected=${choice.chosen}>${choiceText(choice)}</option>`,
				)}
			</select>`;
	}
}

function textInput(field: APITextInputComponent, id: string): TemplateResult {
	const attributes = { least: field.min_length ?? nothing, most: field.max_length ?? 4000 };
	if (field.style === TextInputStyle.Paragraph) {
		return html`<textarea
			id=${id}
			name=${field.custom_id}
			rows="4"
			minlength=${attributes.least}
			maxlength=${attributes.most}
			placeholder=${field.placeholder ?? ''}
			?required=${isRequired(field)}
			.defaultValue=${field.value ?? ''}
		></textarea>`;
	}
	return html`<input
		id=${id}
		name=${field.custom_id}
		autocomplete="off"
		minlength=${attributes.least}
		maxlength=${attributes.most}
		placeholder=${field.placeholder ?? ''}
		?required=${isRequired(field)}
		.defaultValue=${field.value ?? ''}
	/>`;
}

interface Tick {
	readonly label: string;
	readonly value: string;
	readonly description?: string | undefined;
	readonly default?: boolean | undefined;
}

function ticks(
	options: readonly Tick[],
	how: { kind: 'radio' | 'checkbox'; id: string; name: string; required: boolean },
): TemplateResult {
	return html`<div class="ticks" id=${how.id}>
		${options.map(
			(option) =>
				html`<label>
					<input
						type=${how.kind}
						class="tick"
						name=${how.name}
						value=${option.value}
						?checked=${option.default ?? false}
						?required=${how.required}
					/>
					<span>${option.label}${option.description ? html`<small>${option.description}</small>` : nothing}</span>
				</label>`,
		)}
	</div>`;
}
