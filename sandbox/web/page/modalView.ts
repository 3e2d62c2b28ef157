import { html, nothing, type TemplateResult } from 'lit';

import { modalField } from './components/modalField.js';
import { fieldValues } from './components/modalValues.js';
import { icon } from './state/icons.js';
import { markdown } from './markdown/markdownView.js';
import type { OpenModal, PageState } from './state/pageState.js';

/** The modal that the bot opened, over everything else, with the focus inside it. */
export function modalView(page: PageState): TemplateResult | typeof nothing {
	const open = page.modal;
	if (!open) return nothing;
	return html`<dialog class="modal" aria-labelledby="modal-title" @cancel=${() => close(page)}>
		<form method="dialog" @submit=${(event: SubmitEvent) => submit(event, open, page)}>
			<header>
				<h2 id="modal-title">${open.modal.title}</h2>
				<button type="button" class="icon" aria-label=${page.words.cancel} @click=${() => close(page)}>
					${icon('close')}
				</button>
			</header>
			<div class="modal-fields">
				${open.modal.components.map((component) => modalField(component, page, (text) => markdown(text, page)))}
			</div>
			<footer>
				<button type="button" class="button secondary" @click=${() => close(page)}>${page.words.cancel}</button>
				<button type="submit" class="button primary">${page.words.submit}</button>
			</footer>
		</form>
	</dialog>`;
}

/** After drawing: puts a modal that was just drawn over everything else. */
export function showDrawnModal(): void {
	const dialog = document.querySelector<HTMLDialogElement>('dialog.modal:not([open])');
	if (!dialog) return;
	cameFrom = document.activeElement;
	dialog.showModal();
	// The browser would choose the first button, which closes it.
	dialog.querySelector<HTMLElement>('.modal-fields :is(input, textarea, select)')?.focus();
}

/** Where the focus was before the modal took it. */
let cameFrom: Element | null = null;

function close(page: PageState): void {
	page.modal = null;
	page.changed();
	const back = cameFrom;
	cameFrom = null;
	// After the page is drawn without it.
	setTimeout(() => back instanceof HTMLElement && back.isConnected && back.focus());
}

function submit(event: SubmitEvent, open: OpenModal, page: PageState): void {
	event.preventDefault();
	const form = event.target as HTMLFormElement;
	const sent = fieldValues(form, open.modal.components, (file) => page.connection.upload(file)).then((fields) =>
		page.connection.ask('modal', { actor: open.actor, modalId: open.modalId, fields }),
	);
	page.run(sent.then((acted) => page.settled(acted, open.actor)));
	close(page);
}
