import { html, type TemplateResult } from 'lit';

import type { Knobs, Outcome } from '../../protocol.js';
import type { PageState } from '../state/pageState.js';

const outcomes: readonly [Outcome, string][] = [
	['succeeds', 'succeeds'],
	['fails', 'fails, with a reason'],
	['fails-silently', 'fails, without a reason'],
	['moderated', 'is moderated'],
	['never-finishes', 'never finishes'],
];

type Switch = { [K in keyof Knobs]: Knobs[K] extends boolean ? K : never }[keyof Knobs];

const switches: readonly [Switch, string, string][] = [
	['discord429', 'Discord answers 429', 'Every request to Discord, until switched off'],
	['cometapi429', 'CometAPI answers 429', 'Every request to CometAPI, until switched off'],
	['cometapiOutage', 'CometAPI is down', 'Connections are reset, until switched off'],
	['answerLost', 'Lose the next create’s answer', 'The task is made, the answer never arrives'],
	['dmsClosed', 'I take no direct messages', 'For everybody in the sandbox'],
	['mayPost', 'The bot may post in #videos', 'Its permission to see, write and attach files there'],
];

/** What can be made to go differently, now and for the jobs to come. */
export function knobsView(page: PageState): TemplateResult {
	const knobs = page.world?.knobs;
	const turn = (changed: Partial<Knobs>): void => page.run(page.connection.ask('knobs', changed));
	return html`<section class="card">
		<h2>The world</h2>
		<label class="knob"
			><span>A generation takes</span>
			<span class="range"
				><input
					type="range"
					min="2"
					max="120"
					aria-label="Seconds that a generation takes"
					.value=${String(knobs?.seconds ?? 20)}
					@change=${(event: Event) => turn({ seconds: Number((event.target as HTMLInputElement).value) })}
				/><output>${knobs?.seconds ?? 20} s</output></span
			>
		</label>
		<label class="knob"
			><span>The next ones</span>
			<select
				id="outcome"
				@change=${(event: Event) => turn({ outcome: (event.target as HTMLSelectElement).value as Outcome })}
			>
				${outcomes.map(
					([value, text]) => html`<option value=${value} ?selected=${value === knobs?.outcome}>${text}</option>`,
				)}
			</select>
		</label>
		${switches.map(([key, text, hint]) => {
			const set = (event: Event): void => turn({ [key]: (event.target as HTMLInputElement).checked });
			return html`<label class="knob" title=${hint}
				><span>${text}</span
				><input type="checkbox" role="switch" id="knob-${key}" .checked=${knobs?.[key] ?? false} @change=${set}
			/></label>`;
		})}
		<button
			class="button secondary wide"
			@click=${() => page.run(page.connection.ask('act', { what: 'expire-tokens' }))}
		>
			Expire all interaction tokens now
		</button>
	</section>`;
}
