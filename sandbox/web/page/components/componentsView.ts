import {
	type APIComponentInContainer,
	type APIContainerComponent,
	type APIMessageComponent,
	type APISectionComponent,
	ComponentType,
	SeparatorSpacingSize,
} from 'discord-api-types/v10';
import { html, nothing, type TemplateResult } from 'lit';

import type { ShownMessage } from '../../protocol.js';
import { markdown } from '../markdown/markdownView.js';
import type { PageState } from '../state/pageState.js';
import { button, select } from './controls.js';
import { fileCard, mediaGallery, thumbnail, veil } from './mediaView.js';

type Drawn = TemplateResult | typeof nothing;

/** The components of a message, as Discord's client draws them; a kind it does not know is left out. */
export function components(list: readonly APIMessageComponent[], shown: ShownMessage, page: PageState): Drawn[] {
	return list.map((component) => draw(component, shown, page));
}

function draw(component: APIMessageComponent | APIComponentInContainer, shown: ShownMessage, page: PageState): Drawn {
	switch (component.type) {
		case ComponentType.ActionRow:
			return html`<div class="row">${components(component.components, shown, page)}</div>`;
		case ComponentType.Button:
			return button(component, shown, page);
		case ComponentType.StringSelect:
		case ComponentType.UserSelect:
		case ComponentType.RoleSelect:
		case ComponentType.MentionableSelect:
		case ComponentType.ChannelSelect:
			return select(component, shown, page);
		case ComponentType.TextDisplay:
			return html`<div class="text-display">${markdown(component.content, page)}</div>`;
		case ComponentType.Section:
			return section(component, shown, page);
		case ComponentType.Thumbnail:
			return thumbnail(component, shown, page);
		case ComponentType.MediaGallery: {
			const items = component.items.map(({ media, description, spoiler }) => ({
				url: media.url,
				description: description ?? null,
				spoiler: spoiler ?? false,
			}));
			return mediaGallery(items, shown, page);
		}
		case ComponentType.File:
			return fileCard(component.file.url, shown);
		case ComponentType.Separator:
			return html`<div
				class="separator ${component.divider === false ? 'blank' : ''} ${component.spacing === SeparatorSpacingSize.Large ? 'large' : ''}"
				role=${component.divider === false ? 'presentation' : 'separator'}
			></div>`;
		case ComponentType.Container:
			return container(component, shown, page);
		default:
			return nothing;
	}
}

function section(component: APISectionComponent, shown: ShownMessage, page: PageState): TemplateResult {
	return html`<div class="section">
		<div>${components(component.components, shown, page)}</div>
		<div class="accessory">${draw(component.accessory, shown, page)}</div>
	</div>`;
}

function container(component: APIContainerComponent, shown: ShownMessage, page: PageState): TemplateResult {
	const accent = component.accent_color;
	const colour = accent === null || accent === undefined ? '' : `#${accent.toString(16).padStart(6, '0')}`;
	const inside = component.components.map((child) => draw(child, shown, page));
	return html`<div class="container ${colour ? 'accented' : ''}" style=${colour ? `--accent:${colour}` : nothing}>
		${inside} ${component.spoiler ? veil(page) : nothing}
	</div>`;
}
