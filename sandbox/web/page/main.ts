import './discordElements.js';

import { html, render } from 'lit';

import { channelView } from './channelView.js';
import { Draft } from './composer/draft.js';
import { focusDraft } from './composer/focusDraft.js';
import { typeAnywhere } from './composer/typeAnywhere.js';
import { followMessageLink } from './messageLinks.js';
import { modalView, showDrawnModal } from './modalView.js';
import { PageState } from './state/pageState.js';
import { panelView } from './panel/panelView.js';
import { ScrollAnchor } from './scrollAnchor.js';
import { sidebarView } from './sidebarView.js';

/** Begins the page: every change of its state draws it anew, at most once a frame's worth of changes. */

const root = document.querySelector('#page') as HTMLElement;
let drawn = true;

const page = new PageState({ draw: schedule, toEnd: () => scroll.toEnd() });
const scroll = new ScrollAnchor((earlier) => page.reads(earlier));
const draft = new Draft(page);

function schedule(): void {
	if (!drawn) return;
	drawn = false;
	queueMicrotask(draw);
}

function draw(): void {
	drawn = true;
	render(html`${sidebarView(page)} ${channelView(page, draft)} ${panelView(page)} ${modalView(page)}`, root);
	scroll.after(page.place.id);
	focusDraft(draft);
	showDrawnModal();
}

document.documentElement.lang = page.locale;
// A click beside a menu or a drawer closes it; so does Escape.
document.addEventListener('click', (event) => {
	const target = event.target as HTMLElement;
	if (page.menuFor && !target.closest('.message-tools')) page.menuFor = null;
	else if (page.drawer && !target.closest('.sidebar, .panel, .chat-head')) page.drawer = null;
	else return;
	page.changed();
});
document.addEventListener('click', (event) => followMessageLink(event, page));
document.addEventListener('keydown', (event) => {
	if (event.key !== 'Escape' || !page.drawer) return;
	page.drawer = null;
	page.changed();
});
document.addEventListener('keydown', typeAnywhere);
// Relative times tick.
setInterval(() => page.changed(), 1_000);
page.connection.open();
