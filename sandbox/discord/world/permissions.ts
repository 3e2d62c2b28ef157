/** The permission bits that the simulator knows, with Discord's names and positions. */
export const Permission = {
	ADMINISTRATOR: 1n << 3n,
	MANAGE_CHANNELS: 1n << 4n,
	MANAGE_GUILD: 1n << 5n,
	VIEW_CHANNEL: 1n << 10n,
	SEND_MESSAGES: 1n << 11n,
	MANAGE_MESSAGES: 1n << 13n,
	EMBED_LINKS: 1n << 14n,
	ATTACH_FILES: 1n << 15n,
	READ_MESSAGE_HISTORY: 1n << 16n,
	MENTION_EVERYONE: 1n << 17n,
	USE_EXTERNAL_EMOJIS: 1n << 18n,
	USE_APPLICATION_COMMANDS: 1n << 31n,
	MANAGE_THREADS: 1n << 34n,
	SEND_MESSAGES_IN_THREADS: 1n << 38n,
	USE_EXTERNAL_APPS: 1n << 50n,
} as const;

export type PermissionName = keyof typeof Permission;

export const everyPermission = (1n << 53n) - 1n;

/** What @everyone may do in a guild that nobody has tuned. */
export const ordinaryPermissions =
	Permission.VIEW_CHANNEL |
	Permission.SEND_MESSAGES |
	Permission.EMBED_LINKS |
	Permission.ATTACH_FILES |
	Permission.READ_MESSAGE_HISTORY |
	Permission.USE_EXTERNAL_EMOJIS |
	Permission.USE_APPLICATION_COMMANDS |
	Permission.SEND_MESSAGES_IN_THREADS |
	Permission.USE_EXTERNAL_APPS;
