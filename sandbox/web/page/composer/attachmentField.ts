import { html, nothing, type TemplateResult } from 'lit';

import { sizeOf } from '../components/media.js';
import { icon } from '../state/icons.js';
import type { Draft } from './draft.js';
import type { Chosen, Field } from './field.js';

/** The value of an attachment option: a place to drop, paste or choose a file, then its preview. */
export function attachmentField(field: Field, draft: Draft): TemplateResult {
	const { words } = draft.page;
	if (field.chosen) return preview(field.chosen, words.remove, () => draft.remove(field));

	const drop = (event: DragEvent): void => {
		event.preventDefault();
		event.stopPropagation();
		const file = event.dataTransfer?.files[0];
		if (file) draft.take(file, field);
	};
	const pick = (event: Event): void => {
		const file = (event.target as HTMLInputElement).files?.[0];
		if (file) draft.take(file, field);
	};
	return html`${tryOne(field, draft)}<label
			class="drop"
			@drop=${drop}
			@dragover=${(event: Event) => event.preventDefault()}
		>
			<span>${words.dropHere}</span>
			<input
				type="file"
				id="option-${field.option.name}"
				aria-label="${field.option.name}: ${words.chooseFile}"
				@focus=${() => draft.at !== field && draft.move(field)}
				@change=${pick}
			/>
		</label>`;
}

/** For who has no picture at hand: the sandbox's own. */
function tryOne(field: Field, draft: Draft): TemplateResult | typeof nothing {
	if (!field.option.name.startsWith('image')) return nothing;
	const take = async (): Promise<void> => {
		const answer = await fetch('sunset.jpg');
		draft.take(new File([await answer.blob()], 'sunset.jpg', { type: 'image/jpeg' }), field);
	};
	return html`<button type="button" class="link try" @click=${() => draft.page.run(take())}>
		${draft.page.words.tryPicture}
	</button>`;
}

/** The files that will go with an ordinary message. */
export function chosenFiles(draft: Draft): TemplateResult | typeof nothing {
	if (draft.files.length === 0) return nothing;
	const remove = (chosen: Chosen): void => {
		draft.files = draft.files.filter((other) => other !== chosen);
		draft.page.changed();
	};
	return html`<div class="chosen-files">
		${draft.files.map((chosen) => preview(chosen, draft.page.words.remove, () => remove(chosen)))}
	</div>`;
}

export function preview({ file, preview: url }: Chosen, label: string, remove: () => void): TemplateResult {
	return html`<span class="preview">
		${file.type.startsWith('image/') ? html`<img src=${url} alt="" />` : nothing}
		<span class="preview-name">${file.name}<small>${sizeOf(file.size)}</small></span>
		<button type="button" aria-label="${label}: ${file.name}" title=${label} @click=${remove}>
			${icon('close', 16)}
		</button>
	</span>`;
}
