/** Discord's permission bits, those that this program asks for. */
const bits = {
	administrator: 1n << 3n,
	manageGuild: 1n << 5n,
	viewChannel: 1n << 10n,
	sendMessages: 1n << 11n,
	manageMessages: 1n << 13n,
	attachFiles: 1n << 15n,
	readMessageHistory: 1n << 16n,
	sendMessagesInThreads: 1n << 38n,
} as const;

/**
 * Whether any of these is granted. It is read literally: that an administrator may do everything is the caller's to say.
 * @param granted a bit set as Discord writes it, in decimal text
 */
export const grants = (granted: string, ...wanted: readonly (keyof typeof bits)[]): boolean =>
	wanted.some((name) => (BigInt(granted) & bits[name]) !== 0n);
