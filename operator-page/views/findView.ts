import { html, nothing, type TemplateResult } from 'lit';
import type { PageState } from '../state.js';
import { jobTable } from './jobTable.js';

/** Looks for jobs by whatever somebody has in hand. */
export function findView(page: PageState): TemplateResult {
	const submit = (event: SubmitEvent): void => {
		event.preventDefault();
		const input = (event.target as HTMLFormElement).elements.namedItem('for') as HTMLInputElement;
		page.find(input.value);
	};
	return html`<form class="find" role="search" @submit=${submit}>
			<label for="for">A member’s id, a link to a message, a job’s or a task’s id</label>
			<div><input id="for" name="for" autocomplete="off" required /><button class="primary">Find</button></div>
		</form>
		${page.found ? jobTable(page.found, page, 'Found, newest first') : nothing}`;
}
