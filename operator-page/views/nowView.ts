import { html, nothing, type TemplateResult } from 'lit';
import { listNames, type ListName, type Now } from '../api.js';
import type { PageState } from '../state.js';
import { ago } from '../words.js';
import { jobTable } from './jobTable.js';

const captions: Readonly<Record<ListName, string>> = {
	running: 'Being made',
	waiting: 'Waiting',
	late: 'Late',
	delivering: 'Being delivered',
	unsettled: 'Unsettled: nobody knows whether the create made a task',
	undelivered: 'Undelivered: the outcome waits for its member to ask',
};

/** How things stand: health, jobs, models. */
export function nowView(page: PageState): TemplateResult | typeof nothing {
	const { now } = page;
	if (!now) return nothing;
	return html`${health(now, page)} ${processes(now)}
		<dl class="counts">
			${listNames.map(
				(name) =>
					html`<div>
						<dt>${name}</dt>
						<dd>${now.counts[name]}</dd>
					</div>`,
			)}
		</dl>
		${listNames.map((name) => html`<section>${jobTable(now.lists[name], page, captions[name])}</section>`)}
		${models(now, page)} ${access(now, page)}`;
}

function health({ checks, process }: Now, page: PageState): TemplateResult {
	const troubled = process.families.filter(({ trouble }) => trouble !== null);
	const drain = (): void => {
		if (process.draining) page.act('undrain', 'New jobs are taken again.');
		else if (confirm('Take no new jobs until you say otherwise? What has begun goes on.')) {
			page.act('drain', 'No new jobs are taken.');
		}
	};
	return html`<section aria-label="Health">
		<ul class="checks">
			${checks.map(
				({ name, ok, problem }) =>
					html`<li class=${ok ? 'ok' : 'bad'}><b>${name}</b> ${ok ? 'ok' : (problem ?? 'not well')}</li>`,
			)}
			${troubled.map(({ id, trouble }) => html`<li class="bad"><b>${id}</b> ${trouble}</li>`)}
			${troubled.length === 0 ? html`<li class="ok"><b>providers</b> ok</li>` : nothing}
			<li class=${process.draining ? 'bad' : 'ok'}>
				<b>intake</b> ${process.draining ? 'closed' : 'open'}
				<button @click=${drain}>${process.draining ? 'Take new jobs' : 'Drain'}</button>
			</li>
		</ul>
	</section>`;
}

/** Those that share the work; nothing of them where one has it all. */
function processes({ process: { living } }: Now): TemplateResult | typeof nothing {
	if (living.length === 0) return nothing;
	return html`<div class="scroll" tabindex="0" role="region" aria-label="Processes">
		<table>
			<caption>
				Processes
			</caption>
			<thead>
				<tr>
					${['Role', 'Version', 'Where', 'Shards', 'Jobs', 'For', 'Part'].map((head) => html`<th scope="col">${head}</th>`)}
				</tr>
			</thead>
			<tbody>
				${living.map(
					({ role, version, host, pid, shards, jobs, startedAt, isLeader, isSelf }) =>
						html`<tr>
							<td>${role}</td>
							<td>${version}</td>
							<td>${host} ${pid}</td>
							<td>${shards.length === 0 ? '–' : shards.join(', ')}</td>
							<td>${jobs}</td>
							<td>${ago(startedAt)}</td>
							<td>${[isLeader ? 'leads' : '', isSelf ? 'tells this' : ''].filter(Boolean).join(', ')}</td>
						</tr>`,
				)}
			</tbody>
		</table>
	</div>`;
}

function models({ process }: Now, page: PageState): TemplateResult {
	const toggle = ({ id, name, paused }: Now['process']['models'][number]): void => {
		if (paused) page.act(`models/${encodeURIComponent(id)}/resume`, `${name} is on offer again.`);
		else if (confirm(`Take ${name} off offer until you put it back?`)) {
			page.act(`models/${encodeURIComponent(id)}/pause`, `${name} is paused.`);
		}
	};
	return html`<details>
		<summary>Models (${process.models.filter(({ paused }) => paused).length} paused)</summary>
		<ul class="models">
			${process.models.map(
				(model) =>
					html`<li class=${model.paused ? 'bad' : ''}>
						<span>${model.name} <small>${model.id}</small></span>
						<button aria-label="${model.paused ? 'Resume' : 'Pause'} ${model.name}" @click=${() => toggle(model)}>
							${model.paused ? 'Resume' : 'Pause'}
						</button>
					</li>`,
			)}
		</ul>
	</details>`;
}

/** Whom and where the bot makes no videos. */
function access({ process }: Now, page: PageState): TemplateResult {
	const { directMessages, blocked } = process;
	const toggle = (): void => {
		if (!directMessages) page.act('direct-messages/open', 'Videos are made in direct messages again.');
		else if (confirm('Make no videos in direct messages?')) {
			page.act('direct-messages/close', 'No videos are made in direct messages.');
		}
	};
	const block = (event: SubmitEvent): void => {
		event.preventDefault();
		const form = event.currentTarget as HTMLFormElement;
		const id = (form.elements.namedItem('member') as HTMLInputElement).value.trim();
		if (id === '') return;
		page.act(`members/${encodeURIComponent(id)}/block`, `${id} is blocked everywhere.`);
		form.reset();
	};
	const unblock = (id: string): void =>
		page.act(`members/${encodeURIComponent(id)}/unblock`, `${id} may make videos again.`);
	return html`<details>
		<summary>Access (${blocked.length} blocked)</summary>
		<p>
			Direct messages: ${directMessages ? 'videos are made' : 'no videos are made'}
			<button @click=${toggle}>${directMessages ? 'Close direct messages' : 'Open direct messages'}</button>
		</p>
		<form @submit=${block}>
			<label>Member’s id <input name="member" inputmode="numeric" autocomplete="off" required /></label>
			<button>Block everywhere</button>
		</form>
		<ul class="models">
			${blocked.map(
				(id) =>
					html`<li class="bad">
						<span>${id}</span>
						<button aria-label="Unblock ${id}" @click=${() => unblock(id)}>Unblock</button>
					</li>`,
			)}
		</ul>
	</details>`;
}
