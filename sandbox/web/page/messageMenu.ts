import { type APIApplicationCommand, ApplicationCommandType } from 'discord-api-types/v10';
import { html, nothing, type TemplateResult } from 'lit';

import { localName } from './composer/commandText.js';
import type { ShownMessage } from '../protocol.js';
import { icon } from './state/icons.js';
import type { PageState } from './state/pageState.js';

/** The button that appears on a message under the pointer, and the menu it (or a right click) opens: Apps → commands. */
export function messageMenu(shown: ShownMessage, page: PageState): TemplateResult {
	const open = page.menuFor === shown.message.id;
	const toggle = (event: Event): void => {
		event.stopPropagation();
		page.menuFor = open ? null : shown.message.id;
		page.changed();
	};
	return html`<div
		class="message-tools ${open ? 'open' : ''}"
		@keydown=${(event: KeyboardEvent) => open && move(event, page)}
	>
		<button aria-haspopup="menu" aria-expanded=${open} aria-label=${page.words.messageActions} @click=${toggle}>
			${icon('more', 18)}
		</button>
		${open ? menu(shown, page) : nothing}
	</div>`;
}

function menu(shown: ShownMessage, page: PageState): TemplateResult {
	const found = (page.world?.commands ?? []).filter(({ type }) => type === ApplicationCommandType.Message);
	return html`<div class="menu" role="menu" aria-label=${page.words.messageActions}>
		<div class="menu-title" role="presentation">${page.words.apps}</div>
		${found.map((command) => item(command, shown, page))}
		${found.length === 0 ? html`<div class="menu-empty">–</div>` : nothing}
	</div>`;
}

function item(command: APIApplicationCommand, shown: ShownMessage, page: PageState): TemplateResult {
	const run = (): void => {
		page.menuFor = null;
		const { actor } = page;
		const asked = page.connection.ask('menu', { actor, name: command.name, messageId: shown.message.id });
		page.run(page.attempt(localName(command, page.locale), asked));
	};
	return html`<button role="menuitem" @click=${run}>${localName(command, page.locale)}</button>`;
}

function move(event: KeyboardEvent, page: PageState): void {
	const items = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('[role=menuitem]')];
	const at = items.indexOf(document.activeElement as HTMLElement);
	if (event.key === 'ArrowDown') items[(at + 1) % items.length]?.focus();
	else if (event.key === 'ArrowUp') items.at(at - 1)?.focus();
	else if (event.key === 'Escape') {
		page.menuFor = null;
		page.changed();
		(event.currentTarget as HTMLElement).querySelector<HTMLElement>('[aria-haspopup=menu]')?.focus();
	} else return;
	event.preventDefault();
}
