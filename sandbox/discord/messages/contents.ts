import { refusals } from '../protocol/apiError.js';
import { nextAttachments, type AttachmentRules } from './attachmentList.js';
import { ComponentType } from '../protocol/componentForm.js';
import { checkComponents } from '../protocol/componentRules.js';
import { mediaIn, walk } from '../protocol/componentTree.js';
import { formError } from '../protocol/formError.js';
import type { Json } from '../protocol/json.js';
import { mentionsIn, type DefaultParse } from './mentions.js';
import type { Contents } from './message.js';
import { MessageFlag, type Draft, type MessageBody } from '../protocol/messageForm.js';

interface ContentRules extends AttachmentRules {
	readonly defaultParse: DefaultParse;
	readonly blockedWords: readonly string[];
}

/**
 * What a message holds after this draft; keys that the draft leaves out stay as they are in `previous`.
 * @throws ApiError for everything that Discord refuses of a message's contents
 */
export function nextContents(draft: Draft, previous: Contents, rules: ContentRules): Contents {
	const { body } = draft;
	const flags = nextFlags(body, previous);
	const isV2 = (flags & MessageFlag.componentsV2) !== 0;
	const attachments = nextAttachments(draft, previous.attachments, rules);
	const content = body.content === undefined ? previous.content : (body.content ?? '');
	const embeds = body.embeds === undefined ? previous.embeds : (body.embeds ?? []);
	const components = body.components === undefined ? previous.components : ((body.components ?? []) as readonly Json[]);

	if (isV2) refuseLegacyFields({ content, embeds, poll: body.poll, stickers: body.sticker_ids });
	if (body.components || typeof body.flags === 'number') checkComponents(components, isV2);
	if (body.components) checkMedia(components, attachments);
	refuseEmpty({ isV2, content, embeds, components, attachments, body });
	const texts = textsOf(content, components);
	refuseBlocked([...texts, JSON.stringify(embeds)], rules.blockedWords);
	const reparsed = body.content !== undefined || body.components !== undefined || body.allowed_mentions !== undefined;

	return {
		content,
		embeds,
		components,
		attachments,
		flags,
		mentions: reparsed ? mentionsIn(texts, body.allowed_mentions, rules.defaultParse) : previous.mentions,
	};
}

/** The same message without its files, and without the components that showed them. */
export const withoutFiles = (contents: Contents): Contents => ({
	...contents,
	attachments: [],
	components: contents.components.flatMap(withoutMedia),
});

function withoutMedia(component: Json): Json[] {
	const { components, accessory, ...own } = component;
	const inner = Array.isArray(components) ? (components as Json[]).flatMap(withoutMedia) : [];
	const shows = (value: unknown): boolean => value !== undefined && JSON.stringify(value).includes('attachment://');
	if (shows(own)) return [];
	// A section cannot be without its accessory; its words can.
	if (shows(accessory)) return inner;
	return [{ ...component, ...(components === undefined ? {} : { components: inner }) }];
}

/** Of the flags, an edit may set or clear SUPPRESS_EMBEDS and set IS_COMPONENTS_V2, for good. */
function nextFlags(body: MessageBody, previous: Contents): number {
	if (body.flags === undefined || body.flags === null) {
		return previous.flags;
	}
	if (previous.flags & ~body.flags & MessageFlag.componentsV2) {
		throw formError({
			path: ['flags'],
			code: 'MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG',
			message: 'The MessageFlags.IS_COMPONENTS_V2 flag cannot be removed once set',
		});
	}
	const changeable = MessageFlag.suppressEmbeds | MessageFlag.componentsV2;

	return (previous.flags & ~changeable) | (body.flags & changeable);
}

function refuseLegacyFields(fields: {
	content: string;
	embeds: readonly unknown[];
	poll: unknown;
	stickers: unknown;
}): void {
	const used: Record<string, boolean> = {
		content: fields.content !== '',
		embeds: fields.embeds.length > 0,
		poll: fields.poll !== undefined && fields.poll !== null,
		sticker_ids: Array.isArray(fields.stickers) && fields.stickers.length > 0,
	};
	const faults = Object.keys(used).filter((key) => used[key]);
	if (faults.length > 0) {
		throw formError(
			...faults.map((key) => ({
				path: [key],
				code: 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
				message: `The '${key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
			})),
		);
	}
}

/** `attachment://` must mean a file of this message by its cleaned name; thumbnails show pictures only, galleries also videos. */
function checkMedia(components: readonly Json[], attachments: Contents['attachments']): void {
	for (const { media, component, path } of mediaIn(components)) {
		const name = /^attachment:\/\/(.+)$/.exec(String(media['url']))?.[1];
		if (name === undefined) continue;
		const file = attachments.find(({ filename }) => filename === name);
		if (!file) {
			throw formError({
				path: [...path, 'url'],
				code: 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND',
				message: 'The referenced attachment was not found in the message.',
			});
		}
		const shown = (file.contentType ?? '').split('/')[0] ?? '';
		const takes: Record<number, readonly string[]> = {
			[ComponentType.thumbnail]: ['image'],
			[ComponentType.gallery]: ['image', 'video'],
		};
		if (!(takes[Number(component['type'])]?.includes(shown) ?? true)) {
			throw formError({
				path: [...path, 'url'],
				code: 'UNFURLED_MEDIA_ITEM_INVALID_CONTENT_TYPE',
				message: `A file of type ${file.contentType ?? 'unknown'} cannot be shown here`,
			});
		}
	}
}

function refuseEmpty(all: {
	isV2: boolean;
	content: string;
	embeds: readonly unknown[];
	components: readonly unknown[];
	attachments: readonly unknown[];
	body: MessageBody;
}): void {
	const shown = all.isV2
		? all.components.length
		: all.content.trim().length + all.embeds.length + all.components.length + all.attachments.length;
	if (shown === 0 && !all.body.poll && !all.body.sticker_ids?.length) {
		throw refusals.emptyMessage();
	}
}

/** Everything on a message that mentions and filters look at. */
function textsOf(content: string, components: readonly Json[]): string[] {
	const displays = [...walk(components)].filter(({ component }) => component['type'] === ComponentType.text);

	return [content, ...displays.map(({ component }) => String(component['content']))];
}

function refuseBlocked(texts: readonly string[], words: readonly string[]): void {
	const all = texts.join('\n').toLowerCase();
	if (words.some((word) => all.includes(word.toLowerCase()))) {
		throw refusals.stoppedByAutoMod();
	}
}
