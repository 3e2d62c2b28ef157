import {
	type APIComponentInLabel,
	type APIModalInteractionResponseCallbackComponent,
	ComponentType,
} from 'discord-api-types/v10';

import type { FieldValue } from '../../protocol.js';

/** What a modal's form holds, by custom id, its files handed to the server on the way. */
export async function fieldValues(
	form: HTMLFormElement,
	components: readonly APIModalInteractionResponseCallbackComponent[],
	upload: (file: File) => Promise<string>,
): Promise<Record<string, FieldValue>> {
	// Read at once: the form is gone when the first upload has ended.
	const data = new FormData(form);
	const values: Record<string, FieldValue> = {};
	for (const field of components.flatMap(fieldsIn)) {
		values[field.custom_id] = await valueOf(field, data.getAll(field.custom_id), upload);
	}
	return values;
}

function fieldsIn(component: APIModalInteractionResponseCallbackComponent): readonly APIComponentInLabel[] {
	if (component.type === ComponentType.Label) return [component.component];
	return component.type === ComponentType.ActionRow ? component.components : [];
}

async function valueOf(
	field: APIComponentInLabel,
	entries: readonly FormDataEntryValue[],
	upload: (file: File) => Promise<string>,
): Promise<FieldValue> {
	const texts = entries.filter((entry) => typeof entry === 'string');
	switch (field.type) {
		case ComponentType.Checkbox:
			return entries.length > 0;
		case ComponentType.FileUpload: {
			// An empty file field is one nameless file of no bytes.
			const files = entries.filter((entry) => entry instanceof File).filter(({ name }) => name !== '');
			return Promise.all(files.map(upload));
		}
		case ComponentType.TextInput:
			return texts[0] ?? '';
		case ComponentType.RadioGroup:
			return texts[0] ?? null;
		default:
			return texts.filter(Boolean);
	}
}
