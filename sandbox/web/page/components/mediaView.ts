import type { APIThumbnailComponent } from 'discord-api-types/v10';
import { html, nothing, type TemplateResult } from 'lit';

import type { ShownMessage } from '../../protocol.js';
import type { PageState } from '../state/pageState.js';
import { type Media, mediaOf, sizeOf } from './media.js';

interface GalleryItem {
	readonly url: string;
	readonly description: string | null;
	readonly spoiler: boolean;
}

/** Pictures and videos side by side; videos play where they are. */
export function mediaGallery(items: readonly GalleryItem[], shown: ShownMessage, page: PageState): TemplateResult {
	return html`<div class="gallery n${Math.min(items.length, 4)}">
		${items.map((item) => html`<div class="tile">${tile(item, shown, page)}</div>`)}
	</div>`;
}

function tile(item: GalleryItem, shown: ShownMessage, page: PageState): TemplateResult {
	const media = mediaOf(item.url, shown.message);
	const label = item.description ?? media.attachment?.description ?? '';
	return html`${media.isVideo ? video(media, label) : picture(media, label)}
	${label ? html`<span class="alt" title=${label}>ALT</span>` : nothing} ${item.spoiler ? veil(page) : nothing}`;
}

/** The small square beside a section's texts. */
export function thumbnail(component: APIThumbnailComponent, shown: ShownMessage, page: PageState): TemplateResult {
	const label = component.description ?? '';
	return html`<div class="thumbnail" title=${label || nothing}>
		${picture(mediaOf(component.media.url, shown.message), label)} ${component.spoiler ? veil(page) : nothing}
	</div>`;
}

/** What hides a spoiler until it is pressed. */
export function veil(page: PageState): TemplateResult {
	return html`<button class="veil" @click=${unveil}><span>${page.words.spoiler}</span></button>`;
}

/** Says its true proportions before a byte of it has come, so that nothing jumps. */
export function video(media: Media, label: string): TemplateResult {
	const { width, height } = media.attachment ?? {};
	return html`<video
		controls
		playsinline
		preload="auto"
		src=${media.url}
		width=${width ?? nothing}
		height=${height ?? nothing}
		aria-label=${label || media.name}
		title=${label || nothing}
	></video>`;
}

export function picture(media: Media, label: string): TemplateResult {
	const { width, height } = media.attachment ?? {};
	return html`<a class="picture" href=${media.url} target="_blank" rel="noopener noreferrer"
		><img src=${media.url} alt=${label || media.name} width=${width ?? nothing} height=${height ?? nothing}
	/></a>`;
}

/** A file as a card to download. */
export function fileCard(url: string, shown: ShownMessage): TemplateResult {
	const media = mediaOf(url, shown.message);
	return html`<div class="file">
		<span class="paper" aria-hidden="true"></span>
		<span>
			<a href=${media.url} target="_blank" rel="noopener noreferrer">${media.name}</a>
			<small>${media.attachment ? sizeOf(media.attachment.size) : ''}</small>
		</span>
	</div>`;
}

/** What is attached to a message without components v2: each file in the way its kind is shown. */
export function attachments(shown: ShownMessage, page: PageState): TemplateResult | typeof nothing {
	const all = shown.message.attachments;
	if (all.length === 0) return nothing;

	const seen = all.filter(({ content_type: type }) => /^(image|video)\//.test(type ?? ''));
	const others = all.filter((attachment) => !seen.includes(attachment));
	const items = seen.map(({ url, description, filename }) => ({
		url,
		description: description ?? null,
		spoiler: filename.startsWith('SPOILER_'),
	}));
	return html`${seen.length > 0 ? mediaGallery(items, shown, page) : nothing}
	${others.map(({ url }) => fileCard(url, shown))}`;
}

function unveil(event: Event): void {
	(event.currentTarget as HTMLElement).remove();
}
