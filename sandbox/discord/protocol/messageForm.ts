import { z } from 'zod';

import type { Exchange, FormFile } from '../../http/exchange.js';
import { refusals } from './apiError.js';
import { MessageComponent } from './componentForm.js';
import { parseForm } from './formError.js';

export const MessageFlag = {
	suppressEmbeds: 1 << 2,
	ephemeral: 1 << 6,
	loading: 1 << 7,
	suppressNotifications: 1 << 12,
	voiceMessage: 1 << 13,
	componentsV2: 1 << 15,
} as const;

const snowflake = z
	.union([z.string(), z.int()])
	.transform(String)
	.refine((id) => /^\d+$/.test(id), 'NUMBER_TYPE_COERCE: Value is not snowflake.');
const line = (most: number) => z.string().max(most).nullish();

/** Text of all embeds together. */
const mostEmbedText = 6000;

const Embed = z.object({
	type: z.string().nullish(),
	title: line(256),
	description: line(4096),
	url: line(2048),
	timestamp: z.string().nullish(),
	color: z.int().min(0).max(0xff_ff_ff).nullish(),
	footer: z.object({ text: z.string().max(2048), icon_url: line(2048) }).nullish(),
	image: z.object({ url: z.string().max(2048) }).nullish(),
	thumbnail: z.object({ url: z.string().max(2048) }).nullish(),
	author: z.object({ name: z.string().max(256), url: line(2048), icon_url: line(2048) }).nullish(),
	fields: z
		.array(
			z.object({ name: z.string().min(1).max(256), value: z.string().min(1).max(1024), inline: z.boolean().nullish() }),
		)
		.max(25)
		.nullish(),
});

const Embeds = z
	.array(Embed)
	.max(10)
	.refine(
		(embeds) => embeds.reduce((sum, embed) => sum + embedLength(embed), 0) <= mostEmbedText,
		`MAX_EMBED_SIZE_EXCEEDED: Embed size exceeds maximum size of ${mostEmbedText}`,
	);

function embedLength(embed: z.output<typeof Embed>): number {
	const texts = [embed.title, embed.description, embed.footer?.text, embed.author?.name];
	for (const { name, value } of embed.fields ?? []) texts.push(name, value);

	return texts.reduce((sum, text) => sum + (text?.length ?? 0), 0);
}

const AllowedMentions = z
	.object({
		parse: z.array(z.enum(['users', 'roles', 'everyone'])).nullish(),
		users: z.array(snowflake).max(100).nullish(),
		roles: z.array(snowflake).max(100).nullish(),
		replied_user: z.boolean().nullish(),
	})
	.superRefine((mentions, context) => {
		for (const kind of ['users', 'roles'] as const) {
			if (mentions.parse?.includes(kind) && mentions[kind]?.length) {
				context.addIssue({
					code: 'custom',
					path: [kind],
					message: `MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE: parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
				});
			}
		}
	});

export type AllowedMentions = z.output<typeof AllowedMentions>;

const AttachmentRequest = z.object({
	id: snowflake,
	filename: z.string().min(1).max(1024).nullish(),
	title: line(1024),
	description: line(1024),
	is_spoiler: z.boolean().nullish(),
	duration_secs: z.number().nullish(),
	waveform: line(400),
});

export type AttachmentRequest = z.output<typeof AttachmentRequest>;

export const MessageBody = z.object({
	content: z.string().max(2000, 'BASE_TYPE_MAX_LENGTH: Must be 2000 or fewer in length.').nullish(),
	embeds: Embeds.nullish(),
	allowed_mentions: AllowedMentions.nullish(),
	components: z.array(MessageComponent).nullish(),
	attachments: z.array(AttachmentRequest).nullish(),
	flags: z.int().min(0).nullish(),
	tts: z.boolean().nullish(),
	sticker_ids: z.array(snowflake).max(3).nullish(),
	poll: z.looseObject({}).nullish(),
	nonce: z.union([z.string().max(25), z.int()]).nullish(),
	enforce_nonce: z.boolean().nullish(),
	message_reference: z
		.object({
			type: z.int().nullish(),
			message_id: snowflake,
			channel_id: snowflake.nullish(),
			guild_id: snowflake.nullish(),
			fail_if_not_exists: z.boolean().nullish(),
		})
		.nullish(),
});

export type MessageBody = z.output<typeof MessageBody>;

/** A message as the bot asks for it: the form, and new files by their number in `files[n]`. */
export interface Draft {
	readonly body: MessageBody;
	readonly files: ReadonlyMap<string, FormFile>;
}

/** @throws ApiError 50109 when there is no JSON where there should be, 50035 when the form is wrong */
export function draftOf(x: Exchange, value: unknown = x.json): Draft {
	if (value === undefined && !x.form && x.body.length > 0) {
		throw refusals.invalidJson();
	}
	const files = new Map<string, FormFile>();
	for (const file of x.form?.files ?? []) {
		const index = /^files\[(\d+)\]$/.exec(file.name)?.[1];
		if (index !== undefined) files.set(index, file);
	}

	return { body: parseForm(MessageBody, value ?? {}), files };
}
