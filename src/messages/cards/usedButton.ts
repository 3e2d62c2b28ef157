import type { APIAttachment, APIMessageTopLevelComponent } from 'discord-api-types/v10';
import { messageBody, type MessageBody } from '../../discord/messageBody.js';

/** A message as Discord shows it to us, as far as it can be sent back. */
export interface Shown {
	readonly components: readonly APIMessageTopLevelComponent[];
	readonly attachments: readonly Pick<APIAttachment, 'filename'>[];
}

/** The same message with one component disabled, or with none, for an edit: files that it has stay. */
export const usedButton = (shown: Shown, customId?: string): MessageBody =>
	messageBody(
		...shown.components.map((component) => sent(component, { shown, customId }) as APIMessageTopLevelComponent),
	);

interface Copying {
	readonly shown: Shown;
	readonly customId: string | undefined;
}

/** What Discord adds to a file's address when it shows it (where it lies, how large it is) is not taken back by an edit. */
function sent(value: unknown, how: Copying): unknown {
	if (Array.isArray(value)) return value.map((item) => sent(item, how));
	if (typeof value !== 'object' || value === null) return value;

	const entries = Object.entries(value)
		.filter(([, member]) => member !== null && member !== undefined)
		.map(([key, member]) => [key, isMedia(key, member) ? media(member.url, how.shown) : sent(member, how)] as const);
	const copy = Object.fromEntries(entries);
	return how.customId !== undefined && copy['custom_id'] === how.customId ? { ...copy, disabled: true } : copy;
}

const isMedia = (key: string, value: unknown): value is { url: string } =>
	(key === 'media' || key === 'file') &&
	typeof value === 'object' &&
	value !== null &&
	typeof (value as { url?: unknown }).url === 'string';

/** A file of the message itself is named by its name: the address that it is shown by dies. */
function media(url: string, { attachments }: Shown): { url: string } {
	const name = URL.canParse(url) ? decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '') : '';
	return { url: attachments.some(({ filename }) => filename === name) ? `attachment://${name}` : url };
}
