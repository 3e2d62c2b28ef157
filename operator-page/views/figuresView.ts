import { html, nothing, type TemplateResult } from 'lit';
import type { Point } from '../api.js';
import type { PageState } from '../state.js';
import { money } from '../words.js';
import { plot } from './plot.js';

const spans = [
	['day', '24 hours'],
	['month', '30 days'],
] as const;

/** What the last hours or days add up to, over all and by model. */
export function figuresView(page: PageState): TemplateResult {
	const { figures, span } = page;
	const choose = (next: 'day' | 'month'): void => {
		page.span = next;
		page.figures = null;
		page.show('figures');
	};
	return html`<div class="spans" role="group" aria-label="Span">
			${spans.map(
				([value, name]) => html`<button aria-pressed=${span === value} @click=${() => choose(value)}>${name}</button>`,
			)}
		</div>
		${figures ? html`${plots(figures.points, span)} ${byModel(page)}` : html`<p class="none">Reading the records …</p>`}`;
}

function plots(points: readonly Point[], span: 'day' | 'month'): TemplateResult {
	const label = ({ at }: Point): string =>
		new Date(at).toLocaleString(
			undefined,
			span === 'day' ? { hour: '2-digit', hour12: false } : { day: 'numeric', month: 'short' },
		);
	const all = points.reduce((sum, { succeeded, failed, cancelled }) => sum + succeeded + failed + cancelled, 0);
	const made = points.reduce((sum, { succeeded }) => sum + succeeded, 0);
	const usd = points.reduce((sum, point) => sum + point.usd, 0);
	return html`<p class="sum">
			${all} jobs ended, ${made} with a video${all > 0 ? html` (${Math.round((made / all) * 100)} %)` : nothing}, about
			${money(usd)}.
		</p>
		${plot({
			title: 'Jobs that ended',
			bars: points.map((point) => ({
				label: label(point),
				parts: [
					{ name: 'succeeded', value: point.succeeded },
					{ name: 'failed', value: point.failed },
					{ name: 'cancelled', value: point.cancelled },
				],
			})),
			text: String,
		})}
		${plot({
			title: 'Estimated spend',
			bars: points.map((point) => ({ label: label(point), parts: [{ name: 'spend', value: point.usd }] })),
			text: money,
		})}`;
}

function byModel({ figures }: PageState): TemplateResult | typeof nothing {
	if (!figures || figures.models.length === 0) return nothing;
	return html`<div class="scroll" tabindex="0" role="region" aria-label="By model">
		<table>
			<caption>
				By model
			</caption>
			<thead>
				<tr>
					<th scope="col">Model</th>
					<th scope="col">Jobs</th>
					<th scope="col">Success</th>
					<th scope="col">Median time</th>
					<th scope="col">Spend</th>
				</tr>
			</thead>
			<tbody>
				${figures.models.map(
					({ model, jobs, succeeded, medianSeconds, usd }) =>
						html`<tr>
							<td>${model}</td>
							<td>${jobs}</td>
							<td>${Math.round((succeeded / jobs) * 100)} %</td>
							<td>${medianSeconds === null ? '–' : `${medianSeconds} s`}</td>
							<td>${money(usd)}</td>
						</tr>`,
				)}
			</tbody>
		</table>
	</div>`;
}
