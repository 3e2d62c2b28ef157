import './discordElements.js';

import { html, render } from 'lit';

import { channelView } from './channelView.js';
import { Draft } from './composer/draft.js';
import { focusDraft } from './composer/focusDraft.js';
import { modalView, showDrawnModal } from './modalView.js';
import { PageState } from './pageState.js';
import { panelView } from './panel/panelView.js';
import { ScrollAnchor } from './scrollAnchor.js';
import { sidebarView } from './sidebarView.js';

/** Begins the page: every change of its state draws it anew, at most once a frame's worth of changes. */

const root = document.querySelector('#page') as HTMLElement;
const scroll = new ScrollAnchor();
let drawn = true;

const page = new PageState({ draw: schedule });
const draft = new Draft(page);

function schedule(): void {
	if (!drawn) return;
	drawn = false;
	queueMicrotask(draw);
}

function draw(): void {
	drawn = true;
	scroll.before();
	render(html`${sidebarView(page)} ${channelView(page, draft)} ${panelView(page)} ${modalView(page)}`, root);
	scroll.after(page.place.id);
	focusDraft(draft);
	showDrawnModal();
}

document.documentElement.lang = page.locale;
document.addEventListener('click', (event) => {
	if (!page.menuFor || (event.target as HTMLElement).closest('.message-tools')) return;
	page.menuFor = null;
	page.changed();
});
// Relative times tick.
setInterval(() => page.changed(), 1_000);
page.connection.open();
