import { html, nothing, type TemplateResult } from 'lit';

import type { LogLine } from '../../../bot/botState.js';
import type { ShownJob, StoreRow } from '../../protocol.js';
import type { PageState } from '../state/pageState.js';

/** The bot's jobs as its store has them, and of the chosen one everything the store and the log say. */
export function jobsView(page: PageState): TemplateResult {
	const { jobs = [] } = page.world ?? {};
	return html`<section class="card">
		<h2>${page.words.jobs} <span class="count">${jobs.length}</span></h2>
		<ul class="jobs">
			${jobs.map(
				({ id, phase, title }) =>
					html`<li>
						<button class=${id === page.job?.id ? 'here' : ''} @click=${() => toggle(id, page)}>
							<span class="badge ${phase}">${phase}</span><span class="job-title">${title}</span>
							<code>${id}</code>
						</button>
					</li>`,
			)}
		</ul>
		${page.job ? jobView(page.job, page) : html`<p class="quiet">${page.words.chooseJob}</p>`}
	</section>`;
}

function toggle(id: string, page: PageState): void {
	if (page.job?.id !== id) {
		page.lookAt(id);
		return;
	}
	page.job = null;
	page.changed();
}

function jobView(job: ShownJob, page: PageState): TemplateResult {
	const lines = [...job.log, ...later(job, page)];
	return html`<div class="job" id="job">
		${job.rows.map(row)}
		<h3>${page.words.log}</h3>
		<ol class="log">
			${lines.map(logLine)}
		</ol>
	</div>`;
}

/** Lines about the job that came after it was looked at. */
function later(job: ShownJob, page: PageState): readonly LogLine[] {
	const last = job.log.at(-1)?.at ?? 0;
	return (page.world?.log ?? []).filter(({ at, text }) => at > last && text.includes(job.id));
}

function row({ table, key, value }: StoreRow): TemplateResult {
	return html`<details open>
		<summary><code>${table}</code> ${key}</summary>
		<pre tabindex="0">${JSON.stringify(value, null, 2)}</pre>
	</details>`;
}

const boilerplate = new Set(['level', 'time', 'pid', 'hostname', 'msg', 'v', 'jobId', 'name']);

function logLine({ at, text, fields }: LogLine): TemplateResult {
	const time = new Date(at).toLocaleTimeString('en-GB', { hour12: false });
	if (!fields) return html`<li><time>${time}</time> ${text}</li>`;
	const level = typeof fields.level === 'string' ? fields.level : 'info';
	const facts = Object.entries(fields).filter(([name]) => !boilerplate.has(name));
	return html`<li class=${level}>
		<time>${time}</time> <b>${typeof fields.msg === 'string' ? fields.msg : ''}</b>
		${
			facts.length > 0
				? html`<small>${facts.map(([name, value]) => `${name}=${short(value)}`).join('  ')}</small>`
				: nothing
		}
	</li>`;
}

function short(value: unknown): string {
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
