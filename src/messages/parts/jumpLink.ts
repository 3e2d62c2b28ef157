import type { Job } from '../../jobs/record/job.js';

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
	return `https://discord.com/channels/${guildId}/${channelId}/${messageId}`;
}
