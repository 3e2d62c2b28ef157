import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import { avatar } from './avatar.js';
import { composerView } from './composer/composerView.js';
import type { Draft } from './composer/draft.js';
import { runnables } from './composer/runnable.js';
import { icon } from './state/icons.js';
import { messageView } from './messageView.js';
import type { ShownMessage } from '../protocol.js';
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
		${head(page)} ${messageList(page, draft)} ${newBelow(page)} ${notice(page)} ${composerView(draft)}
	</main>`;
}

function head(page: PageState): TemplateResult {
	const { kind, name, topic } = page.place;
	const { words } = page;
	const toggle = (drawer: 'channels' | 'panel') => (): void => {
		page.drawer = page.drawer === drawer ? null : drawer;
		page.changed();
	};
	return html`<header class="chat-head">
		<button class="icon narrow" aria-label=${words.channels} @click=${toggle('channels')}>${icon('menu', 24)}</button>
		<h1><span class="mark" aria-hidden="true">${kind === 'dm' || kind === 'group' ? '@' : '#'}</span>${name}</h1>
		<span class="topic"><em>${words.sampleShort}</em> ${words.topics[topic]}</span>
		<button class="icon controls-toggle" aria-label=${words.controls} title=${words.controls} @click=${toggle('panel')}>
			${icon('sliders', 24)}
		</button>
	</header>`;
}

function messageList(page: PageState, draft: Draft): TemplateResult {
	const { messages } = page;
	const attempts = page.attempts.filter(
		({ actor }) => actor.placeId === page.place.id && actor.viewerId === page.viewerId,
	);
	return html`<div class="messages" id="messages" tabindex="0" role="log" aria-label=${page.place.name}>
		<div class="beginning">
			<span class="mark" aria-hidden="true">#</span>
			<h2>${page.words.beginning} ${page.place.name}</h2>
			<p>${page.words.topics[page.place.topic]}</p>
			<p class="sample-note">${page.words.sampleNote}</p>
			${firstVideo(page, draft)}
		</div>
		${repeat(
			messages,
			({ message }) => message.id,
			(shown, index) =>
				html`${attempts.filter(isBetween(messages[index - 1], shown)).map((attempt) => attemptView(attempt, page))}
				${messageView(shown, messages[index - 1], page)}`,
		)}
		${attempts.filter(isBetween(messages.at(-1), undefined)).map((attempt) => attemptView(attempt, page))}
	</div>`;
}

/** For who does not know what to write: the command, filled in and sent. */
function firstVideo(page: PageState, draft: Draft): TemplateResult | typeof nothing {
	const command = runnables(page).find(({ name }) => name === 'video');
	if (!command) return nothing;
	const make = (): void => {
		draft.begin(command);
		const [prompt] = draft.fields;
		if (prompt) draft.type(prompt, page.words.firstPrompt);
		draft.send();
	};
	return html`<button
		class="button primary"
		id="first-video"
		?disabled=${page.world?.bot.phase !== 'ready'}
		@click=${make}
	>
		${page.words.firstVideo}
	</button>`;
}

/** Whether an attempt was made between two messages that stand one below the other. */
const isBetween =
	(above: ShownMessage | undefined, below: ShownMessage | undefined) =>
	({ after }: Attempt): boolean =>
		BigInt(after) >= BigInt(above?.message.id ?? 0) && (!below || BigInt(after) < BigInt(below.message.id));

function newBelow(page: PageState): TemplateResult | typeof nothing {
	if (!page.newBelow) return nothing;
	return html`<button class="new-below" @click=${page.toEnd}>${page.words.newBelow}</button>`;
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
	const offline = page.online ? null : page.words.offline;
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
