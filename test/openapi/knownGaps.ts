/** Something that Discord takes and its document does not know. */
export interface Gap {
	readonly name: string;
	readonly applies: (method: string, template: string) => boolean;
	/** JSON paths of what is let through. */
	readonly path: RegExp;
	/** Turns what Discord coerces into what the document asks for. */
	readonly repair?: (body: unknown) => unknown;
}

const isCommands = (_method: string, template: string): boolean => template.endsWith('/commands');
const isWebhook = (_method: string, template: string): boolean => template.startsWith('/webhooks/');
const isCallback = (_method: string, template: string): boolean => template.endsWith('/callback');

/** The document's known gaps, each seen on the wire or in Discord's own pages. Nothing else is let through. */
export const knownGaps: readonly Gap[] = [
	{
		// The field is in the response's schema and in Discord's pages, but not in the create schema.
		name: '`nsfw` on the creation of commands',
		applies: isCommands,
		path: /^\/\d+\/nsfw$/,
	},
	{
		// Added in August 2026; the document is of July.
		name: '`file_types` of attachment options',
		applies: isCommands,
		path: /\/options\/\d+\/file_types$/,
	},
	{
		// Added in August 2026; the document is of July.
		name: '`file_types` of file uploads in modals',
		applies: isCallback,
		path: /\/component\/file_types$/,
	},
	{
		// Permissions are numeric strings wherever Discord documents them, and discord.js sends them so.
		name: '`default_member_permissions` as a string',
		applies: isCommands,
		path: /^never$/,
		repair: (body) => (Array.isArray(body) ? body.map(withNumericPermissions) : body),
	},
	{
		// discord.js makes one payload for all routes: these keys, of Create Message, go to webhooks too and are ignored there.
		name: '`tts`, `nonce` and `enforce_nonce` on webhook routes',
		applies: isWebhook,
		path: /^\/(tts|nonce|enforce_nonce)$/,
	},
	{
		// As above, in the message of a first response.
		name: '`nonce` and `enforce_nonce` in a callback',
		applies: isCallback,
		path: /^\/data\/(nonce|enforce_nonce)$/,
	},
	{
		// An edit with the bot token gets the payload of a creation as well.
		name: '`tts`, `nonce` and `enforce_nonce` on message edits',
		applies: (method, template) => method === 'PATCH' && template.startsWith('/channels/'),
		path: /^\/(tts|nonce|enforce_nonce)$/,
	},
];

function withNumericPermissions(command: unknown): unknown {
	if (typeof command !== 'object' || command === null || !('default_member_permissions' in command)) {
		return command;
	}
	const { default_member_permissions: permissions } = command;

	return typeof permissions === 'string' && /^\d+$/.test(permissions)
		? { ...command, default_member_permissions: Number(permissions) }
		: command;
}

/** What Discord answers and its document does not know: problems of answers that are none. */
export const knownAnswerGaps: readonly RegExp[] = [
	// A reference may be a forward (1) by Discord's pages; the document knows replies alone.
	/\/message_reference\/type/,
	// What a deferral made has a `type` and no message, by Discord's pages.
	/\/callback: missing \/resource\/message$/,
];
