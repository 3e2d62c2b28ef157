import { html, nothing, type TemplateResult } from 'lit';
import type { JobReport } from '../api.js';
import type { PageState } from '../state.js';
import { clockTime, money } from '../words.js';

/** One job: its timeline, newest first, and what can be done about it. */
export function jobView(job: JobReport, page: PageState): TemplateResult {
	const facts: readonly [string, string | TemplateResult | null][] = [
		['Model', `${job.model} (${job.family})`],
		['Member', job.memberId],
		['Server', job.guildId ?? 'direct message'],
		['Channel', job.channelId],
		['Private', job.private ? 'yes' : 'no'],
		['Task', job.taskId],
		['Estimate', money(job.usd)],
		['Message', job.messageLink ? html`<a href=${job.messageLink} rel="noreferrer">${job.messageLink}</a>` : null],
		[
			'From',
			job.from &&
				html`<button class="link" @click=${() => page.open(job.from?.jobId ?? '')}>${job.from.jobId}</button>
					(${job.from.kind})`,
		],
	];
	return html`<aside class="job" aria-labelledby="job-title">
		<header>
			<h2 id="job-title" tabindex="-1">Job ${job.id} <span class="badge ${job.state}">${job.state}</span></h2>
			<button class="quiet" @click=${() => page.close()}>Close</button>
		</header>
		${actions(job, page)}
		<dl class="facts">
			${facts.map(([name, value]) =>
				value
					? html`<dt>${name}</dt>
							<dd>${value}</dd>`
					: nothing,
			)}
		</dl>
		<h3>What happened, newest first</h3>
		<ol class="moments">
			${job.moments.map(({ at, what }) => html`<li><time>${clockTime(at)}</time> ${what}</li>`)}
		</ol>
	</aside>`;
}

function actions({ id, actions: can }: JobReport, page: PageState): TemplateResult {
	const path = `jobs/${encodeURIComponent(id)}`;
	const cancel = (): void => {
		if (confirm('Cancel this job? A task that runs may be charged all the same.')) {
			page.act(`${path}/cancel`, 'Asked to cancel; the next step decides what can still be stopped.');
		}
	};
	const redeliver = (): void => {
		if (confirm('Tell the outcome again, where it would have been told?')) {
			page.act(`${path}/redeliver`, 'The outcome will be told again.');
		}
	};
	const reconcile = (event: SubmitEvent): void => {
		event.preventDefault();
		const input = (event.target as HTMLFormElement).elements.namedItem('task') as HTMLInputElement;
		page.act(`${path}/reconcile`, 'A new job goes on from that task.', { taskId: input.value });
	};
	return html`<div class="actions">
		${can.cancel ? html`<button @click=${cancel}>Cancel</button>` : nothing}
		${can.redeliver ? html`<button @click=${redeliver}>Deliver again</button>` : nothing}
		${
			can.reconcile
				? html`<form @submit=${reconcile}>
						<label for="task">Task id at the provider</label>
						<input id="task" name="task" autocomplete="off" required />
						<button class="primary">Attach</button>
					</form>`
				: nothing
		}
	</div>`;
}
