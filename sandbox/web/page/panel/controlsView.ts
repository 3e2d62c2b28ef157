import { html, type TemplateResult } from 'lit';

import type { ControlSettings, Outcome } from '../../protocol.js';
import type { PageState } from '../state/pageState.js';

const outcomes: readonly Outcome[] = ['succeeds', 'fails', 'fails-silently', 'moderated', 'never-finishes'];

type Switch = { [K in keyof ControlSettings]: ControlSettings[K] extends boolean ? K : never }[keyof ControlSettings];

const switches: readonly Switch[] = [
	'cometapiOutage',
	'cometapi429',
	'answerLost',
	'discord429',
	'mayPost',
	'dmsClosed',
];

/** What can be made to go differently, now and for the jobs to come. */
export function controlsView(page: PageState): TemplateResult {
	const { words } = page;
	const controls = page.world?.controls;
	const turn = (changed: Partial<ControlSettings>): void => page.run(page.connection.ask('controls', changed));
	return html`<section class="card">
		<h2>${words.world}</h2>
		<label class="control"
			><span>${words.takes}</span>
			<span class="range"
				><input
					type="range"
					min="2"
					max="120"
					aria-label=${words.takesLabel}
					.value=${String(controls?.seconds ?? 6)}
					@change=${(event: Event) => turn({ seconds: Number((event.target as HTMLInputElement).value) })}
				/><output>${controls?.seconds ?? 6} s</output></span
			>
		</label>
		<label class="control"
			><span>${words.nextOnes}</span>
			<select
				id="outcome"
				@change=${(event: Event) => turn({ outcome: (event.target as HTMLSelectElement).value as Outcome })}
			>
				${outcomes.map(
					(value) =>
						html`<option value=${value} ?selected=${value === controls?.outcome}>${words.outcomes[value]}</option>`,
				)}
			</select>
		</label>
		${switches.map((key) => {
			const [text, hint] = words.switches[key];
			const set = (event: Event): void => turn({ [key]: (event.target as HTMLInputElement).checked });
			return html`<label class="control"
				><span>${text}<small>${hint}</small></span
				><input type="checkbox" role="switch" id="control-${key}" .checked=${controls?.[key] ?? false} @change=${set}
			/></label>`;
		})}
		<button
			class="button secondary wide"
			@click=${() => page.run(page.connection.ask('act', { what: 'expire-tokens' }))}
		>
			${words.expireTokens}
		</button>
		<p class="quiet">${words.expireHint}</p>
	</section>`;
}
