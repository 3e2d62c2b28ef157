import { type APIMessage, InteractionType, MessageFlags } from 'discord-api-types/v10';
import { html, nothing, type TemplateResult } from 'lit';

import type { ShownMessage } from '../protocol.js';
import { avatar } from './avatar.js';
import { messageTime } from './state/clockTime.js';
import { localName } from './composer/commandText.js';
import { components } from './components/componentsView.js';
import { attachments } from './components/mediaView.js';
import { icon } from './state/icons.js';
import { markdown, plainLine } from './markdown/markdownView.js';
import { jumpTo } from './messageLinks.js';
import { messageMenu } from './messageMenu.js';
import type { PageState } from './state/pageState.js';

const groupedWithinMs = 7 * 60_000;

/** One message of a channel, drawn under the one before it. */
export function messageView(shown: ShownMessage, before: ShownMessage | undefined, page: PageState): TemplateResult {
	const { message, onlyFor } = shown;
	const author = authorName(message, page);
	const time = messageTime(message.timestamp, page.words, page.locale);
	const loading = hasFlag(message, MessageFlags.Loading);
	const v2 = hasFlag(message, MessageFlags.IsComponentsV2);
	return html`<article
		class="message"
		data-message-id=${message.id}
		aria-label="${author}, ${time}"
		tabindex="-1"
		@contextmenu=${(event: Event) => openMenu(event, message.id, page)}
	>
		<discord-message
			class=${onlyFor ? 'private' : ''}
			author=${author}
			avatar=${avatar(author, message.author.bot)}
			?bot=${message.author.bot ?? false}
			.timestamp=${time}
			?highlight=${mentions(message, page.viewerId)}
			?message-body-only=${follows(message, before?.message)}
			?edited=${!v2 && !!message.edited_timestamp}
		>
			${reference(shown, page)} ${loading ? thinking(author, page) : nothing}
			${message.content ? markdown(message.content, page) : nothing}
			<div slot="components" class="components">
				${v2 ? nothing : attachments(shown, page)} ${components(message.components ?? [], shown, page)}
				${v2 && message.edited_timestamp ? html`<span class="edited">${page.words.edited}</span>` : nothing}
				${onlyFor ? ephemeralFoot(message, page) : nothing}
			</div>
		</discord-message>
		${messageMenu(shown, page)}
	</article>`;
}

function authorName(message: APIMessage, page: PageState): string {
	const { id, global_name: display, username } = message.author;
	const known = page.nameOf(id);
	return known === 'unknown-user' ? (display ?? username) : known;
}

function hasFlag(message: APIMessage, flag: MessageFlags): boolean {
	return ((message.flags ?? 0) & flag) !== 0;
}

function mentions(message: APIMessage, viewerId: string): boolean {
	return message.mention_everyone || message.mentions.some(({ id }) => id === viewerId);
}

/** Whether it stands under the same author's message without a head of its own. */
function follows(message: APIMessage, before: APIMessage | undefined): boolean {
	if (!before || before.author.id !== message.author.id) return false;
	if (message.interaction_metadata || message.message_reference) return false;
	return Date.parse(message.timestamp) - Date.parse(before.timestamp) < groupedWithinMs;
}

/** The line above a message: what it replies to, or the command that called it. */
function reference({ message, command }: ShownMessage, page: PageState): TemplateResult | typeof nothing {
	if (message.message_reference) return reply(message.referenced_message ?? null, page);
	const metadata = message.interaction_metadata;
	if (metadata?.type !== InteractionType.ApplicationCommand) return nothing;

	const author = page.nameOf(metadata.user.id);
	const menu = 'target_message_id' in metadata;
	const invoked = page.world?.commands.find(({ name }) => name === command);
	const name = invoked ? localName(invoked, page.locale) : (command ?? '');
	return html`<div slot="reply" class="invoked" data-author=${author} data-command=${command ?? ''}>
		<img src=${avatar(author)} alt="" /><b>${author}</b> <span>${page.words.used}</span>
		<span class="invoked-name">${menu ? name : `/${name}`}</span>
	</div>`;
}

function reply(quoted: APIMessage | null, page: PageState): TemplateResult {
	// The message as it stands now, where it is at hand: what is quoted may have been edited since.
	const target = quoted && (page.messages.find(({ message }) => message.id === quoted.id)?.message ?? quoted);
	if (!target) return html`<discord-reply slot="reply" deleted>${page.words.replyGone}</discord-reply>`;
	const author = authorName(target, page);
	const text = plainLine(target.content) || firstText(target.components ?? []) || '📎';
	return html`<discord-reply
		slot="reply"
		author=${author}
		avatar=${avatar(author, target.author.bot)}
		?bot=${target.author.bot ?? false}
		><button class="jump" @click=${() => jumpTo(target.id)}>${text}</button></discord-reply
	>`;
}

/** The first words among components, for a preview. */
function firstText(list: readonly object[]): string {
	for (const component of list) {
		if ('content' in component && typeof component.content === 'string') return plainLine(component.content);
		if ('components' in component) {
			const inner = firstText(component.components as object[]);
			if (inner) return inner;
		}
	}
	return '';
}

function thinking(author: string, page: PageState): TemplateResult {
	return html`<span class="thinking" role="status"
		><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${author} ${page.words.thinking}</span
	>`;
}

function ephemeralFoot(message: APIMessage, page: PageState): TemplateResult {
	const dismiss = (): void => page.run(page.connection.ask('dismiss', { actor: page.actor, messageId: message.id }));
	return html`<div class="ephemeral">
		${icon('eye', 14)} ${page.words.onlyYou} ·
		<button class="link" @click=${dismiss}>${page.words.dismiss}</button>
	</div>`;
}

function openMenu(event: Event, messageId: string, page: PageState): void {
	// Links, media and fields keep the browser's own menu.
	if ((event.target as HTMLElement).closest('a, video, img, input, select')) return;
	event.preventDefault();
	page.menuFor = messageId;
	page.changed();
}
