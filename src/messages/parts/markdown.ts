import type { Job } from '../../jobs/record/job.js';

/**
 * A moment as Discord shows it to each reader in their own zone and language; `R` ticks by itself.
 * @param ms since 1970
 */
export const discordTime = (ms: number, style: 'R' | 't' | 'T' | 'f' | 'D'): string =>
	`<t:${String(Math.floor(ms / 1_000))}:${style}>`;

/** Where a job's answer stands, or its progress as long as there is none; undefined where a link would lead nobody. */
export function jumpLink({ delivery, destination }: Job): string | undefined {
	const { receipt } = delivery;
	const isReply = receipt ? receipt.rung === 'original' || receipt.rung === 'progress' : true;
	// A private reply cannot be linked to.
	if (isReply && destination.ephemeral) return undefined;
	const channelId = receipt?.channelId ?? destination.channelId;
	const messageId = receipt ? receipt.messageId : destination.messageId;
	if (!messageId || channelId === '') return undefined;
	// A direct message is in no guild, wherever the request was made.
	const guildId = receipt?.rung === 'direct' ? '@me' : (destination.guildId ?? '@me');
	return messageLink(guildId, channelId, messageId);
}

/** The address of a message, or of its channel where no message is named. */
export const messageLink = (guildId: string | null | undefined, channelId: string, messageId = ''): string =>
	`https://discord.com/channels/${guildId ?? '@me'}/${channelId}/${messageId}`;

/**
 * An address that may be shown as a link: absolute, http or https, without name and password, and of a length that
 * Discord takes. Anything else is no link.
 * @param longest in UTF-16 units
 */
export function webAddress(address: string | undefined, longest: number): string | undefined {
	if (address === undefined || !URL.canParse(address)) return undefined;
	const url = new URL(address);
	if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
	if (url.username !== '' || url.password !== '' || url.href.length > longest) return undefined;
	return url.href;
}
