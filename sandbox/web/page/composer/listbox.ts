import { html, nothing, type TemplateResult } from 'lit';

import type { Draft } from './draft.js';
import { localDescription, localName } from './commandText.js';

/** One thing that the list above the composer offers. */
export interface Entry {
	readonly title: string;
	readonly description: string;
	readonly pick: () => void;
}

export interface Offer {
	readonly heading: string;
	readonly entries: readonly Entry[];
	readonly empty: string | null;
}

/** What the list above the composer shows now; null when it is closed. */
export function offerOf(draft: Draft): Offer | null {
	const { page, at } = draft;
	if (draft.hidden) return null;
	if (!draft.command) return commandOffer(draft);
	if (at === 'tail') return tailOffer(draft);
	if (at === 'text') return null;

	const { choices, loading } = draft.suggestions;
	const name = localName(at.option, page.locale);
	const heading = `${name} · ${localDescription(at.option, page.locale)}`;
	const entries = choices.map((choice) => ({
		title: choice.name,
		description: '',
		pick: () => draft.choose(at, choice),
	}));
	return { heading, entries, empty: loading ? page.words.loading : null };
}

function commandOffer(draft: Draft): Offer | null {
	if (!draft.text.startsWith('/')) return null;
	const entries = draft.commands.map((command) => ({
		title: `/${command.title}`,
		description: command.description,
		pick: () => draft.begin(command),
	}));
	return { heading: draft.page.words.commands, entries, empty: draft.page.words.noResults };
}

function tailOffer(draft: Draft): Offer | null {
	const { page } = draft;
	const entries = draft.remaining.map((field) => ({
		title: localName(field.option, page.locale),
		description: localDescription(field.option, page.locale),
		pick: () => draft.add(field),
	}));
	return entries.length > 0 ? { heading: page.words.optionalOptions, entries, empty: null } : null;
}

/** The list, with the marked entry told to assistive technology through the input's `aria-activedescendant`. */
export function listbox(offer: Offer, draft: Draft): TemplateResult {
	const { marked } = draft;
	const entries = offer.entries.map(
		({ title, description, pick }, index) =>
			html`<div
				id="offer-${index}"
				role="option"
				class="offer ${index === marked ? 'marked' : ''}"
				aria-selected=${index === marked}
				@mousedown=${(event: Event) => event.preventDefault()}
				@click=${pick}
			>
				<span class="offer-title">${title}</span>
				${description ? html`<span class="offer-description">${description}</span>` : nothing}
			</div>`,
	);
	const empty = offer.entries.length === 0 && offer.empty;
	return html`<div class="offers">
		<div class="offers-heading" id="offers-heading">${offer.heading}</div>
		<div role="listbox" id="offers" aria-labelledby="offers-heading" class="offers-list">
			${entries} ${empty ? html`<div class="offers-empty" role="status">${empty}</div>` : nothing}
		</div>
	</div>`;
}
