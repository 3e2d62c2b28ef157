import { html, type TemplateResult } from 'lit';

import type { PageState } from '../state/pageState.js';

/** What stands at the provider: each line is money spent. */
export function tasksView(page: PageState): TemplateResult {
	const { tasks = [], creates = 0 } = page.world ?? {};
	const { words } = page;
	return html`<section class="card">
		<h2>${words.tasks} <span class="count" id="creates" title=${words.tasksHint}>${creates}</span></h2>
		<ul class="tasks">
			${tasks.toReversed().map(
				(task) =>
					html`<li>
						<code title=${task.id}>${task.id}</code>
						<span class="badge ${task.status}">${task.status}</span>
						<small>${task.model} · ${task.progress} · ${words.polls.replace('#', String(task.polls))}</small>
					</li>`,
			)}
		</ul>
		${tasks.length === 0 ? html`<p class="quiet">${words.noTasks}</p>` : ''}
	</section>`;
}
