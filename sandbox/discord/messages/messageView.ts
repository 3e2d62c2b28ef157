import type { Cdn, StoredFile } from './cdn.js';
import { isJson, type Json } from '../protocol/json.js';
import type { Message } from './message.js';
import type { World } from '../world/world.js';
import { mediaIdOf, wholeComponent } from './wholeComponent.js';
import { userView } from '../world/worldView.js';

interface MessageViewParts {
	readonly world: World;
	readonly cdn: Cdn;
	readonly find: (id: string) => Message | undefined;
}

/** A message in the shape of Discord's API, with addresses signed now. */
export function messageView(message: Message, parts: MessageViewParts, depth = 0): object {
	const { contents, interaction, reference } = message;
	const author = parts.world.users.get(message.authorId) ?? parts.world.bot;
	const referenced = reference && depth === 0 ? parts.find(reference.messageId) : undefined;
	const components = contents.components.map((component) => resolved(component, contents.attachments, parts.cdn));
	const forwarded = message.forwards === undefined ? undefined : parts.find(message.forwards);
	// A file that a component shows is listed there alone.
	const listed = contents.attachments.filter(
		({ id }) => !JSON.stringify(components).includes(`"attachment_id":"${id}"`),
	);

	return {
		id: message.id,
		channel_id: message.channelId,
		type: message.type,
		author: userView(author),
		content: contents.content,
		timestamp: new Date(message.createdAt).toISOString(),
		edited_timestamp: message.editedAt === undefined ? null : new Date(message.editedAt).toISOString(),
		tts: false,
		pinned: false,
		mention_everyone: contents.mentions.everyone,
		mention_roles: contents.mentions.roles,
		mentions: contents.mentions.users.flatMap((id) => parts.world.users.get(id) ?? []).map(userView),
		attachments: listed.map((file) => attachmentView(file, parts.cdn)),
		embeds: contents.embeds.map((embed) => ({ type: 'rich', ...embed })),
		components: numbered(components).map(wholeComponent),
		flags: contents.flags,
		...(forwarded ? forwardOf(forwarded, parts) : {}),
		...(message.poll ? { poll: message.poll } : {}),
		...(message.nonce === undefined ? {} : { nonce: message.nonce }),
		...(interaction ? { application_id: parts.world.bot.id, webhook_id: parts.world.bot.id } : {}),
		...(interaction ? { interaction_metadata: interactionMetadata(message, parts.world) } : {}),
		...(reference
			? {
					message_reference: {
						type: 0,
						message_id: reference.messageId,
						channel_id: reference.channelId,
						...(message.guildId === undefined ? {} : { guild_id: message.guildId }),
					},
					...(depth === 0 ? { referenced_message: referenced ? messageView(referenced, parts, 1) : null } : {}),
				}
			: {}),
	};
}

const keptByForwards = ['type', 'content', 'embeds', 'attachments', 'timestamp', 'edited_timestamp', 'flags'];

/** A forward: where it came from, and what it keeps of the message. */
function forwardOf(message: Message, parts: MessageViewParts): Json {
	const view = Object.entries(messageView(message, parts, 1));
	const kept = [...keptByForwards, 'mentions', 'mention_roles', 'components'];

	return {
		message_reference: { type: 1, message_id: message.id, channel_id: message.channelId },
		message_snapshots: [{ message: Object.fromEntries(view.filter(([name]) => kept.includes(name))) }],
	};
}

export function attachmentView(file: StoredFile, cdn: Cdn): Json {
	const url = cdn.urlOf(file);

	return {
		id: file.id,
		filename: file.filename,
		size: file.bytes.length,
		url,
		proxy_url: url,
		...(file.title === undefined ? {} : { title: file.title }),
		...(file.contentType === undefined ? {} : { content_type: file.contentType }),
		...(file.width === undefined ? {} : { width: file.width, height: file.height ?? null }),
		...(file.description === undefined ? {} : { description: file.description }),
		...(file.spoiler ? { flags: 8 } : {}),
		...(file.ephemeral ? { ephemeral: true } : {}),
	};
}

function interactionMetadata({ interaction }: Message, world: World): Json {
	const user = interaction && world.users.get(interaction.userId);

	return {
		id: interaction?.id,
		type: interaction?.type,
		...(user ? { user: userView(user) } : {}),
		authorizing_integration_owners: interaction?.owners ?? {},
		...(interaction?.type === 3 ? { interacted_message_id: interaction.sourceMessageId } : {}),
	};
}

/** Puts addresses where a component refers to a file of its message. */
function resolved(value: unknown, attachments: readonly StoredFile[], cdn: Cdn): unknown {
	if (Array.isArray(value)) {
		return value.map((item) => resolved(item, attachments, cdn));
	}
	if (!isJson(value)) {
		return value;
	}
	if (typeof value['url'] === 'string' && Object.keys(value).length === 1) {
		return media(value['url'], attachments, cdn);
	}

	const shown = Object.entries(value)
		.filter(([, member]) => member !== undefined && member !== null)
		.map(([key, member]) => [key, resolved(member, attachments, cdn)] as const);

	return { ...Object.fromEntries(shown), ...nameAndSize(value['file'], attachments) };
}

/** A file that is listed as such is told by its name and size too. */
function nameAndSize(media: unknown, attachments: readonly StoredFile[]): Json {
	const name = isJson(media) ? fileNameIn(media['url']) : undefined;
	const file = attachments.find(({ filename }) => filename === name);

	return file ? { name: file.filename, size: file.bytes.length } : {};
}

const fileNameIn = (url: unknown): string | undefined => /^attachment:\/\/(.+)$/.exec(String(url))?.[1];

function media(url: string, attachments: readonly StoredFile[], cdn: Cdn): Json {
	const name = fileNameIn(url);
	const file = name === undefined ? undefined : attachments.find(({ filename }) => filename === name);
	const signed = file ? cdn.urlOf(file) : url;

	return {
		id: file?.id ?? mediaIdOf(url),
		url: signed,
		proxy_url: signed,
		width: file?.width ?? null,
		height: file?.height ?? null,
		...(file?.contentType === undefined ? {} : { content_type: file.contentType }),
		...(file ? { attachment_id: file.id } : {}),
	};
}

/** Discord numbers the components that came without an id. */
function numbered(components: readonly unknown[]): unknown[] {
	let last = 0;
	const number = (value: unknown): unknown => {
		if (!isJson(value)) return value;
		const id = value['id'] ?? ++last;
		const copy: Json = { ...value, id };
		if (Array.isArray(copy['components'])) copy['components'] = copy['components'].map(number);
		if (copy['accessory']) copy['accessory'] = number(copy['accessory']);

		return copy;
	};

	return components.map(number);
}
