import { html, nothing, render, type TemplateResult } from 'lit';
import { PageState, type View } from './state.js';
import { figuresView } from './views/figuresView.js';
import { findView } from './views/findView.js';
import { jobView } from './views/jobView.js';
import { loginView } from './views/loginView.js';
import { nowView } from './views/nowView.js';

/** Begins the page. */

const views: readonly [View, string][] = [
	['now', 'Now'],
	['figures', 'Figures'],
	['find', 'Find'],
];

const page = new PageState(draw);

function draw(): void {
	render(page.loggedIn === null ? nothing : page.loggedIn ? whole() : loginView(page), document.body);
}

function whole(): TemplateResult {
	return html`<header>
			<h1>Reelay <small>${page.now?.process.version ?? ''}</small></h1>
			<nav aria-label="Views">
				${views.map(
					([view, name]) =>
						html`<button aria-current=${page.view === view ? 'page' : 'false'} @click=${() => page.show(view)}>
							${name}
						</button>`,
				)}
			</nav>
			<button class="quiet" @click=${() => page.logOut()}>Log out</button>
		</header>
		${notice()}
		<main>
			${page.view === 'now' ? nowView(page) : page.view === 'figures' ? figuresView(page) : findView(page)}
			${page.job ? jobView(page.job, page) : nothing}
		</main>`;
}

function notice(): TemplateResult | typeof nothing {
	if (!page.notice) return nothing;
	const close = (): void => {
		page.notice = null;
		page.changed();
	};
	return html`<div class="notice" role="status">
		<span>${page.notice}</span><button class="quiet" @click=${close}>Close</button>
	</div>`;
}

draw();
page.start();
