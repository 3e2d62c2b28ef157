import type { nothing } from 'lit';
import { html, type TemplateResult } from 'lit';

import { clockTime } from '../state/clockTime.js';
import type { PageState } from '../state/pageState.js';
import { readMarkdown } from './blocks.js';
import type { Block, Inline } from './nodes.js';

type Drawn = TemplateResult | string | typeof nothing;

/** A text in Discord's markdown, drawn for the page's viewer. */
export function markdown(source: string, page: PageState): TemplateResult {
	return html`<div class="markdown">${readMarkdown(source).map((block) => drawBlock(block, page))}</div>`;
}

/** One line without blocks or breaks: the preview beside a reply. */
export function plainLine(source: string): string {
	return textOf(readMarkdown(source).flatMap(inside));
}

function drawBlock(block: Block, page: PageState): Drawn {
	switch (block.type) {
		case 'paragraph':
			return html`<p>${drawAll(block.children, page)}</p>`;
		case 'subtext':
			return html`<small class="subtext">${drawAll(block.children, page)}</small>`;
		case 'heading':
			return html`<div class="heading h${block.level}" role="heading" aria-level="3">
				${drawAll(block.children, page)}
			</div>`;
		case 'quote':
			return html`<blockquote>${block.blocks.map((inner) => drawBlock(inner, page))}</blockquote>`;
		case 'pre':
			// What scrolls sideways is to be reached by keyboard too.
			return html`<pre tabindex="0"><code>${block.text}</code></pre>`;
		case 'list': {
			const items = block.items.map(
				({ depth, children }) => html`<li class="depth-${Math.min(depth, 3)}">${drawAll(children, page)}</li>`,
			);
			return block.ordered
				? html`<ol start=${block.start}>
						${items}
					</ol>`
				: html`<ul>
						${items}
					</ul>`;
		}
	}
}

function drawAll(nodes: readonly Inline[], page: PageState): Drawn[] {
	return nodes.map((node) => drawInline(node, page));
}

function drawInline(node: Inline, page: PageState): Drawn {
	switch (node.type) {
		case 'text':
			return node.text;
		case 'strong':
			return html`<strong>${drawAll(node.children, page)}</strong>`;
		case 'em':
			return html`<em>${drawAll(node.children, page)}</em>`;
		case 'underline':
			return html`<u>${drawAll(node.children, page)}</u>`;
		case 'strike':
			return html`<s>${drawAll(node.children, page)}</s>`;
		case 'spoiler':
			return html`<span
				class="spoiler"
				role="button"
				tabindex="0"
				aria-expanded="false"
				aria-label=${page.words.spoiler}
				@click=${reveal}
				@keydown=${revealByKey}
				><span>${drawAll(node.children, page)}</span></span
			>`;
		case 'code':
			return html`<code class="inline">${node.text}</code>`;
		case 'link':
			return html`<a href=${node.url} target="_blank" rel="noopener noreferrer">${drawAll(node.children, page)}</a>`;
		case 'user': {
			const mine = node.id === page.viewerId;
			return html`<discord-mention type="user" ?highlight=${mine}>${page.nameOf(node.id)}</discord-mention>`;
		}
		case 'role':
			return html`<discord-mention type="role">role</discord-mention>`;
		case 'channel':
			return html`<discord-mention type="channel">${channelName(node.id, page)}</discord-mention>`;
		case 'command':
			return html`<discord-mention type="slash">${node.name}</discord-mention>`;
		case 'everyone':
			return html`<span class="mention">${node.text}</span>`;
		case 'time':
			return drawTime(node.seconds, node.style, page);
		case 'emoji':
			return `:${node.name}:`;
	}
}

function drawTime(seconds: number, style: string, page: PageState): TemplateResult {
	return html`<time
		class="stamp"
		datetime=${new Date(seconds * 1000).toISOString()}
		title=${clockTime(seconds, 'F', page.locale)}
		>${clockTime(seconds, style, page.locale)}</time
	>`;
}

function channelName(id: string, page: PageState): string {
	return page.world?.places.find((place) => place.id === id)?.name ?? 'unknown';
}

function reveal(event: Event): void {
	const spoiler = event.currentTarget as HTMLElement;
	spoiler.classList.add('shown');
	spoiler.setAttribute('aria-expanded', 'true');
}

function revealByKey(event: KeyboardEvent): void {
	if (event.key !== 'Enter' && event.key !== ' ') return;
	event.preventDefault();
	reveal(event);
}

function inside(block: Block): readonly Inline[] {
	switch (block.type) {
		case 'quote':
			return block.blocks.flatMap(inside);
		case 'list':
			return block.items.flatMap(({ children }) => children);
		case 'pre':
			return [{ type: 'code', text: block.text }];
		case 'paragraph':
		case 'subtext':
		case 'heading':
			return block.children;
	}
}

function textOf(nodes: readonly Inline[]): string {
	return nodes
		.map((node) => ('text' in node ? node.text : 'children' in node ? textOf(node.children) : ''))
		.join('')
		.replaceAll('\n', ' ');
}
