import { html, nothing, type TemplateResult } from 'lit';

import type { BotState } from '../../../bot/botState.js';
import type { Requests } from '../../protocol.js';
import type { PageState } from '../state/pageState.js';
import type { Words } from '../state/words.js';

/** The bot's process: how it is, and the ways to end and begin it. */
export function botView(page: PageState): TemplateResult {
	const bot = page.world?.bot ?? { phase: 'stopped', pid: null, exit: null, starts: 0 };
	const act = (what: Requests['act']['what']) => (): void => page.run(page.connection.ask('act', { what }));
	const { words } = page;
	const making = (page.world?.jobs ?? []).some(({ phase }) => phase !== 'closed');
	const running = bot.phase === 'ready' || bot.phase === 'starting';
	return html`<section class="card">
		<h2>${words.bot}</h2>
		<p class="bot-state" id="bot-state" data-phase=${bot.phase}>
			<i class="lamp ${bot.phase}" aria-hidden="true"></i
			><b>${words.phases[bot.phase]}</b> ${bot.pid === null ? nothing : html`<span>${words.process} ${bot.pid}</span>`}
			<span>${ending(bot, words)}</span>
		</p>
		<div class="actions">
			<button
				class="button danger"
				?disabled=${bot.pid === null}
				@click=${act('kill')}
				title="${words.killHint} (SIGKILL)"
			>
				${words.kill}
			</button>
			<button class="button secondary" ?disabled=${!running} @click=${act('stop')} title="${words.stopHint} (SIGTERM)">
				${words.stop}
			</button>
			<button class="button success" ?disabled=${bot.phase !== 'stopped'} @click=${act('start')}>${words.start}</button>
		</div>
		${making && running ? html`<p class="kill-now" role="status">${words.killNow}</p>` : nothing}
	</section>`;
}

function ending({ exit, starts }: BotState, words: Words): string {
	const times = starts > 1 ? words.startedTimes.replace('#', String(starts)) : '';
	if (!exit) return times;
	const how = exit.signal ? `${words.endedBy} ${exit.signal}` : `${words.endedWith} ${exit.code ?? '?'}`;
	return times ? `${how}, ${times}` : how;
}
