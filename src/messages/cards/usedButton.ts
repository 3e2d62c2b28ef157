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
		.map(([key, member]) => [key, isMedia(key, member) ? media(member, how.shown) : sent(member, how)] as const);
	const copy = Object.fromEntries(entries);
	return how.customId !== undefined && copy['custom_id'] === how.customId ? { ...copy, disabled: true } : copy;
}

interface ShownMedia {
	readonly url: string;
	/** Discord names the file of the message that this is. */
	readonly attachment_id?: unknown;
}

const isMedia = (key: string, value: unknown): value is ShownMedia =>
	(key === 'media' || key === 'file') &&
	typeof value === 'object' &&
	value !== null &&
	typeof (value as { url?: unknown }).url === 'string';

/**
 * A file of the message itself is named by its name: the address that it is shown by dies. Discord lists a file that a component
 * shows nowhere else, so the component's own word for it counts, and the place where Discord keeps files.
 */
function media({ url, attachment_id: id }: ShownMedia, { attachments }: Shown): { url: string } {
	const path = URL.canParse(url) ? new URL(url).pathname : '';
	const name = decoded(path.split('/').at(-1) ?? '');
	const isOwn = typeof id === 'string' || attachments.some(({ filename }) => filename === name);
	return { url: name !== '' && (isOwn || isKept(url)) ? `attachment://${name}` : url };
}

const isKept = (url: string): boolean =>
	/^https:\/\/(?:cdn\.discordapp\.com|media\.discordapp\.net)\/(?:ephemeral-)?attachments\/\d+\/\d+\//u.test(url);

function decoded(name: string): string {
	try {
		return decodeURIComponent(name);
	} catch {
		return name;
	}
}
