import { html, nothing, type TemplateResult } from 'lit';

import type { Place, Viewer } from '../protocol.js';
import { avatar } from './avatar.js';
import { icon } from './state/icons.js';
import type { PageState } from './state/pageState.js';

/** The left side: servers and direct messages with their channels, and who one is. */
export function sidebarView(page: PageState): TemplateResult {
	const servers = [...new Set(page.places.map(({ server }) => server))];
	return html`<nav class="sidebar ${page.drawer === 'channels' ? 'drawn' : ''}" aria-label=${page.words.channels}>
		<div class="sidebar-head">Reelay sandbox</div>
		<div class="channels">${servers.map((server) => group(server, page))}</div>
		${identity(page)}
	</nav>`;
}

function group(server: string | null, page: PageState): TemplateResult {
	const places = page.places.filter((place) => place.server === server);
	return html`<section>
		<h2>${server ?? page.words.directMessages}</h2>
		<ul>
			${places.map((place) => html`<li>${channel(place, page)}</li>`)}
		</ul>
	</section>`;
}

function channel(place: Place, page: PageState): TemplateResult {
	const here = place.id === page.place.id;
	const go = (): void => {
		page.placeId = place.id;
		page.drawer = null;
		page.changed();
	};
	const private_ = place.kind === 'dm' || place.kind === 'group';
	return html`<button
		class="channel ${place.kind} ${here ? 'here' : ''}"
		aria-current=${here ? 'page' : 'false'}
		@click=${go}
	>
		${
			private_
				? html`<img src=${avatar(place.name, place.name === page.world?.botUser.name)} alt="" />`
				: html`<span class="mark" aria-hidden="true">${place.kind === 'thread' ? icon('thread', 18) : '#'}</span>`
		}
		<span>${place.name}</span>
	</button>`;
}

/** Who one is and what language one reads: the sandbox's own addition to Discord's user area. */
function identity(page: PageState): TemplateResult {
	const { viewers = [] } = page.world ?? {};
	const choose = (event: Event): void => {
		page.viewerId = (event.target as HTMLSelectElement).value;
		page.changed();
	};
	const speak = (event: Event): void => {
		page.locale = (event.target as HTMLSelectElement).value === 'ko' ? 'ko' : 'en-US';
		document.documentElement.lang = page.locale;
		page.changed();
	};
	return html`<div class="identity">
		<span class="portrait"><img src=${avatar(page.viewer.name)} alt="" /><i aria-hidden="true"></i></span>
		<label>
			<span class="hidden">${page.words.youAre}</span>
			<select id="viewer" @change=${choose}>
				${viewers.map((viewer) => who(viewer, page))}
			</select>
		</label>
		<label>
			<span class="hidden">${page.words.language}</span>
			<select id="locale" @change=${speak}>
				<option value="en-US" ?selected=${page.locale === 'en-US'}>English</option>
				<option value="ko" ?selected=${page.locale === 'ko'}>한국어</option>
			</select>
		</label>
	</div>`;
}

function who({ id, name, admin }: Viewer, page: PageState): TemplateResult {
	return html`<option value=${id} ?selected=${id === page.viewerId}>
		${name}${admin ? ` ${page.words.admin}` : nothing}
	</option>`;
}
