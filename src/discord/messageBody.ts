import {
	MessageFlags,
	type APIMessageTopLevelComponent,
	type RESTAPIAttachment,
	type Snowflake,
} from 'discord-api-types/v10';

/** A whole message of components, ready to be sent or to replace one by an edit. */
export interface MessageBody {
	flags: MessageFlags;
	components: APIMessageTopLevelComponent[];
	/** Always explicit: what is left out would be parsed out of the text, by edits too. */
	allowed_mentions: { parse: []; users?: Snowflake[] };
	attachments?: RESTAPIAttachment[];
}

/** A message that mentions nobody. */
export const messageBody = (...components: APIMessageTopLevelComponent[]): MessageBody => ({
	flags: MessageFlags.IsComponentsV2,
	components,
	allowed_mentions: { parse: [] },
});

/** The same message for one member's eyes; only for a first response or a follow-up, an edit cannot change that. */
export const asEphemeral = (body: MessageBody): MessageBody =>
	Object.assign({}, body, { flags: body.flags | MessageFlags.Ephemeral });

/** The same message in the place of one that stands: that stays as private as it is, and an edit may not say so again. */
export const asEdit = (body: MessageBody): MessageBody => ({ ...body, flags: MessageFlags.IsComponentsV2 });
