import {
	type APIButtonComponent,
	type APISelectMenuComponent,
	ButtonStyle,
	ComponentType,
} from 'discord-api-types/v10';
import { html, nothing, type TemplateResult } from 'lit';

import type { ShownMessage } from '../../protocol.js';
import { icon } from '../state/icons.js';
import { channelsHere } from '../state/channelsHere.js';
import type { PageState } from '../state/pageState.js';

const styles: Readonly<Record<number, string>> = {
	[ButtonStyle.Primary]: 'primary',
	[ButtonStyle.Secondary]: 'secondary',
	[ButtonStyle.Success]: 'success',
	[ButtonStyle.Danger]: 'danger',
	[ButtonStyle.Link]: 'secondary',
	[ButtonStyle.Premium]: 'primary',
};

/** A button; while the bot has not answered its press it shows the three dots and takes no other. */
export function button(component: APIButtonComponent, shown: ShownMessage, page: PageState): TemplateResult {
	const label = 'label' in component ? component.label : undefined;
	const emoji = 'emoji' in component ? component.emoji.name : undefined;
	const face = html`${emoji ? html`<span class="emoji">${emoji}</span>` : nothing}<span>${label}</span>`;
	if (component.style === ButtonStyle.Link) {
		return html`<a class="button secondary" href=${component.url} target="_blank" rel="noopener noreferrer"
			>${face}<span class="launch" aria-label="(link)">${icon('launch', 16)}</span></a
		>`;
	}

	const customId = 'custom_id' in component ? component.custom_id : '';
	const busy = page.pressed.has(`${shown.message.id}/${customId}`);
	return html`<button
		class="button ${styles[component.style] ?? 'secondary'} ${busy ? 'busy' : ''}"
		data-custom-id=${customId}
		?disabled=${component.disabled ?? false}
		aria-busy=${busy}
		@click=${() => press(shown, customId, null, page)}
	>
		${face}
	</button>`;
}

/** A select in a message: chosen at once when one is wanted, and when it is left where several are, as Discord does it. */
export function select(component: APISelectMenuComponent, shown: ShownMessage, page: PageState): TemplateResult {
	const many = (component.max_values ?? 1) > 1;
	const choose = (event: Event): void => {
		const chosen = [...(event.currentTarget as HTMLSelectElement).selectedOptions].map(({ value }) => value);
		if (!many || chosen.length >= (component.min_values ?? 1))
			press(shown, component.custom_id, chosen.filter(Boolean), page);
	};
	return html`<select
		class="select"
		data-custom-id=${component.custom_id}
		aria-label=${component.placeholder ?? page.words.select}
		?disabled=${component.disabled ?? false}
		?multiple=${many}
		@change=${many ? nothing : choose}
		@blur=${many ? choose : nothing}
	>
		${many ? nothing : html`<option value="" ?selected=${true}>${component.placeholder ?? page.words.select}</option>`}
		${choicesOf(component, page).map(
			(choice) => html`<option value=${choice.value} ?selected=${choice.chosen}>${choiceText(choice)}</option>`,
		)}
	</select>`;
}

/** The browser's own list has one line a choice, where Discord's has a second one for the description. */
export const choiceText = ({ label, description }: Pick<Choice, 'label' | 'description'>): string =>
	description ? `${label} — ${description}` : label;

interface Choice {
	readonly label: string;
	readonly value: string;
	readonly description?: string | undefined;
	readonly chosen: boolean;
}

/** What a select offers: its own options, or the people or channels there are. */
export function choicesOf(component: APISelectMenuComponent, page: PageState): readonly Choice[] {
	if (component.type === ComponentType.StringSelect) {
		return component.options.map((option) => ({ ...option, chosen: option.default ?? false }));
	}
	if (component.type === ComponentType.ChannelSelect) {
		return channelsHere(page).map(({ id, name }) => ({ label: `#${name}`, value: id, chosen: false }));
	}
	if (component.type === ComponentType.RoleSelect) return [];
	return (page.world?.viewers ?? []).map(({ id, name }) => ({ label: name, value: id, chosen: false }));
}

function press(shown: ShownMessage, customId: string, values: readonly string[] | null, page: PageState): void {
	const key = `${shown.message.id}/${customId}`;
	const { actor } = page;
	if (page.pressed.has(key)) return;
	page.pressed.add(key);
	page.changed();

	const asked = page.connection.ask('component', { actor, messageId: shown.message.id, customId, values });
	const settled = asked.then((acted) => page.settled(acted, actor));
	page.run(
		settled.finally(() => {
			page.pressed.delete(key);
			page.changed();
		}),
	);
}
