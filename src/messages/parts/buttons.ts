import {
	ButtonStyle,
	ComponentType,
	type APIActionRowComponent,
	type APIButtonComponent,
	type APIButtonComponentWithCustomId,
	type APIButtonComponentWithURL,
} from 'discord-api-types/v10';
import type { Job } from '../../jobs/record/job.js';
import { words } from '../../i18n/index.js';
import type { Words } from '../../i18n/en.js';
import { formatCustomId, type Action, type CustomId } from './customId.js';

const mostInARow = 5;

type Label = keyof Words['controls']['buttons'] & Action;

/** A button on a job, labelled in its member's language. */
export const jobButton = (job: Job, action: Label): APIButtonComponentWithCustomId =>
	button({ action, jobId: job.id, ownerId: job.requester.id }, words(job.requester.locale).controls.buttons[action]);

/** A button; what destroys without a further question is red, what a card exists to ask for is blue, everything else is grey. */
export const button = (id: CustomId, label: string): APIButtonComponentWithCustomId => ({
	type: ComponentType.Button,
	style: styles[id.action] ?? ButtonStyle.Secondary,
	custom_id: formatCustomId(id),
	label,
});

const styles: Partial<Record<Action, APIButtonComponentWithCustomId['style']>> = {
	forget: ButtonStyle.Danger,
	confirm: ButtonStyle.Primary,
	fetch: ButtonStyle.Primary,
};

export const linkButton = (url: string, label: string): APIButtonComponentWithURL => ({
	type: ComponentType.Button,
	style: ButtonStyle.Link,
	url,
	label,
});

/** Buttons in as many rows as they need; none for none. */
export function buttonRows(buttons: readonly APIButtonComponent[]): APIActionRowComponent<APIButtonComponent>[] {
	const rows: APIActionRowComponent<APIButtonComponent>[] = [];
	for (let at = 0; at < buttons.length; at += mostInARow) {
		rows.push({ type: ComponentType.ActionRow, components: buttons.slice(at, at + mostInARow) });
	}
	return rows;
}
