import type { PageState } from './state/pageState.js';

const messageLink = /\/channels\/(?:\d+|@me)\/(\d+)\/(\d+)\/?$/;

/** A click on a link to a message goes there inside the page, as Discord's client does, instead of leaving it. */
export function followMessageLink(event: MouseEvent, page: PageState): void {
	const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement);
	const [, placeId, messageId] = messageLink.exec(link?.href ?? '') ?? [];
	if (!placeId || !messageId) return;
	event.preventDefault();
	page.placeId = placeId;
	page.changed();
	// The other channel is drawn in a microtask; this one comes after it.
	setTimeout(() => jumpTo(messageId), 0);
}

export function jumpTo(messageId: string): void {
	const target = document.querySelector<HTMLElement>(`[data-message-id="${messageId}"]`);
	target?.scrollIntoView({ block: 'center', behavior: 'smooth' });
	target?.focus({ preventScroll: true });
}
