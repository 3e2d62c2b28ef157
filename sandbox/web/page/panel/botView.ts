import { html, nothing, type TemplateResult } from 'lit';

import type { BotState } from '../../../bot/botState.js';
import type { Requests } from '../../protocol.js';
import type { PageState } from '../state/pageState.js';

/** The bot's process: how it is, and the ways to end and begin it. */
export function botView(page: PageState): TemplateResult {
	const bot = page.world?.bot ?? { phase: 'stopped', pid: null, exit: null, starts: 0 };
	const act = (what: Requests['act']['what']) => (): void => page.run(page.connection.ask('act', { what }));
	const running = bot.phase === 'ready' || bot.phase === 'starting';
	return html`<section class="card">
		<h2>The bot</h2>
		<p class="bot-state" id="bot-state" data-phase=${bot.phase}>
			<i class="lamp ${bot.phase}" aria-hidden="true"></i
			><b>${bot.phase}</b> ${bot.pid === null ? nothing : html`<span>process ${bot.pid}</span>`}
			<span>${ending(bot)}</span>
		</p>
		<div class="acts">
			<button class="button danger" ?disabled=${bot.pid === null} @click=${act('kill')} title="SIGKILL: the power cut">
				Kill
			</button>
			<button class="button secondary" ?disabled=${!running} @click=${act('stop')} title="SIGTERM: the orderly end">
				Stop
			</button>
			<button class="button success" ?disabled=${bot.phase !== 'stopped'} @click=${act('start')}>Start</button>
		</div>
	</section>`;
}

function ending({ exit, starts }: BotState): string {
	const times = starts > 1 ? `started ${starts} times` : '';
	if (!exit) return times;
	const how = exit.signal ? `ended by ${exit.signal}` : `ended with status ${exit.code ?? '?'}`;
	return times ? `${how}, ${times}` : how;
}
