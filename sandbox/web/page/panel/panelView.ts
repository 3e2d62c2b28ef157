import { html, nothing, type TemplateResult } from 'lit';

import { icon } from '../state/icons.js';
import type { PageState } from '../state/pageState.js';
import { botView } from './botView.js';
import { jobsView } from './jobsView.js';
import { controlsView } from './controlsView.js';
import { tasksView } from './tasksView.js';

/** The right side, which Discord does not have: the world around the bot, to be looked at and interfered with. */
export function panelView(page: PageState): TemplateResult {
	const close = (): void => {
		page.drawer = null;
		page.changed();
	};
	return html`<aside class="panel ${page.drawer === 'panel' ? 'drawn' : ''}" aria-label=${page.words.controls}>
		<button class="icon panel-close narrow" aria-label=${page.words.close} @click=${close}>${icon('close')}</button>
		${page.world ? html`${botView(page)} ${controlsView(page)} ${tasksView(page)} ${jobsView(page)}` : nothing}
	</aside>`;
}
