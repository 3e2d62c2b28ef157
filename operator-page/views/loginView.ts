import { html, nothing, type TemplateResult } from 'lit';
import type { PageState } from '../state.js';

/** The door to the page: it wants `OPS_TOKEN` and keeps nothing of it. */
export function loginView(page: PageState): TemplateResult {
	const submit = (event: SubmitEvent): void => {
		event.preventDefault();
		const input = (event.target as HTMLFormElement).elements.namedItem('token') as HTMLInputElement;
		page.notice = null;
		page.logIn(input.value);
		input.value = '';
	};
	return html`<main class="login">
		<form @submit=${submit}>
			<h1>Reelay</h1>
			<label for="token">The bot’s <code>OPS_TOKEN</code></label>
			<input id="token" name="token" type="password" autocomplete="current-password" required autofocus />
			<button class="primary">Log in</button>
			${page.notice ? html`<p role="alert">${page.notice}</p>` : nothing}
		</form>
	</main>`;
}
