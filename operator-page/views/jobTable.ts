import { html, nothing, type TemplateResult } from 'lit';
import type { JobSummary } from '../api.js';
import type { PageState } from '../state.js';
import { ago, money } from '../words.js';

/** Jobs, one a row; the id opens one. */
export function jobTable(jobs: readonly JobSummary[], page: PageState, caption: string): TemplateResult {
	if (jobs.length === 0) return html`<p class="none">${caption}: none.</p>`;
	return html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}>
		<table>
			<caption>
				${caption}
			</caption>
			<thead>
				<tr>
					<th scope="col">Job</th>
					<th scope="col">State</th>
					<th scope="col">Since</th>
					<th scope="col">Model</th>
					<th scope="col">Member</th>
					<th scope="col">Server</th>
					<th scope="col">Estimate</th>
				</tr>
			</thead>
			<tbody>
				${jobs.map((job) => row(job, page))}
			</tbody>
		</table>
	</div>`;
}

function row(job: JobSummary, page: PageState): TemplateResult {
	return html`<tr>
		<td><button class="link" @click=${() => page.open(job.id)}>${job.id}</button></td>
		<td>
			<span class="badge ${job.state}">${job.state}</span>${job.code ? html` <small>${job.code}</small>` : nothing}
		</td>
		<td>${ago(job.createdAt)}</td>
		<td>${job.model}</td>
		<td><code>${job.memberId}</code></td>
		<td><code>${job.guildId ?? 'direct'}</code></td>
		<td>${money(job.usd)}</td>
	</tr>`;
}
