import type { Logger } from 'pino';
import { mayEditProgress } from '../../jobs/delivery/ladder.js';
import type { Job } from '../../jobs/record/job.js';
import type { DiscordApi } from '../discord/discordApi.js';

/**
 * Whether the bot's own token reaches the progress message. What the interaction tells is too little (private threads, voice,
 * a server without the bot user), so reading the message is the proof; no answer proves nothing.
 */
export async function canReadCard(job: Job, discord: Pick<DiscordApi, 'message'>, log: Logger): Promise<boolean> {
	if (!mayEditProgress(job)) return false;
	try {
		await discord.message(job.destination.channelId, job.destination.messageId ?? '');
		return true;
	} catch (error) {
		log.info({ err: error }, 'the bot cannot read its progress message, which stands still from here');
		return false;
	}
}
