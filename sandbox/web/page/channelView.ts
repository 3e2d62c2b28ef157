import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import { avatar } from './avatar.js';
import { composerView } from './composer/composerView.js';
import type { Draft } from './composer/draft.js';
import { icon } from './state/icons.js';
import { messageView } from './messageView.js';
import type { Attempt, PageState } from './state/pageState.js';

/** The middle: the channel's name, its messages, and the composer under them. */
export function channelView(page: PageState, draft: Draft): TemplateResult {
	const drop = (event: DragEvent): void => {
		event.preventDefault();
		for (const file of event.dataTransfer?.files ?? []) draft.take(file);
	};
	return html`<main
		class="chat"
		aria-label=${page.place.name}
		@drop=${drop}
		@dragover=${(event: Event) => event.preventDefault()}
	>
		${head(page)} ${messageList(page)} ${notice(page)} ${composerView(draft)}
	</main>`;
}

function head(page: PageState): TemplateResult {
	const { kind, name, topic } = page.place;
	const toggle = (drawer: 'channels' | 'panel') => (): void => {
		page.drawer = page.drawer === drawer ? null : drawer;
		page.changed();
	};
	return html`<header class="chat-head">
		<button class="icon narrow" aria-label="Channels" @click=${toggle('channels')}>${icon('menu', 24)}</button>
		<h1><span class="mark" aria-hidden="true">${kind === 'dm' || kind === 'group' ? '@' : '#'}</span>${name}</h1>
		<span class="topic">${topic}</span>
		<button class="icon knobs-toggle" aria-label="Knobs" title="Knobs" @click=${toggle('panel')}>
			${icon('sliders', 24)}
		</button>
	</header>`;
}

function messageList(page: PageState): TemplateResult {
	const { messages } = page;
	const attempts = page.attempts.filter(
		({ actor }) => actor.placeId === page.place.id && actor.viewerId === page.viewerId,
	);
	return html`<div class="messages" id="messages" tabindex="0" role="log" aria-label=${page.place.name}>
		<div class="beginning">
			<span class="mark" aria-hidden="true">#</span>
			<h3>${page.words.beginning} ${page.place.name}</h3>
			<p>${page.place.topic}</p>
		</div>
		${repeat(
			messages,
			({ message }) => message.id,
			(shown, index) => messageView(shown, messages[index - 1], page),
		)}
		${attempts.map((attempt) => attemptView(attempt, page))}
	</div>`;
}

/** A command that the bot has not answered: under way, or given up by Discord after its three seconds. */
function attemptView(attempt: Attempt, page: PageState): TemplateResult {
	const name = page.nameOf(attempt.actor.viewerId);
	return html`<div class="attempt ${attempt.failure ? 'failed' : ''}" role="status">
		<img src=${avatar(name)} alt="" /><b>${name}</b> <span class="attempt-command">${attempt.command}</span>
		<span class="attempt-state" title=${attempt.failure ?? nothing}
			>${attempt.failure ?? page.words.sendingCommand}</span
		>
		${
			attempt.failure
				? html`<button class="link" @click=${() => page.drop(attempt)}>${page.words.dismiss}</button>`
				: nothing
		}
	</div>`;
}

function notice(page: PageState): TemplateResult | typeof nothing {
	const offline = page.online ? null : 'The sandbox does not answer. Is it still running?';
	const text = offline ?? page.notice;
	if (!text) return nothing;
	const close = (): void => {
		page.notice = null;
		page.changed();
	};
	return html`<div class="notice" role="alert">
		${text}
		${offline ? nothing : html`<button class="icon" aria-label=${page.words.dismiss} @click=${close}>${icon('close')}</button>`}
	</div>`;
}
