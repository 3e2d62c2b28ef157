import type { Job, Receipt } from '../../jobs/record/job.js';
import { isPublic } from '../../jobs/delivery/ladder.js';
import type { Reply } from '../../discord/destination.js';
import { asEphemeral } from '../../discord/messageBody.js';
import { rejectedPicture, rejectedPictureNotice } from '../../messages/cards/failureText.js';
import type { DiscordApi } from '../discord/discordApi.js';

interface RejectionParts {
	readonly reply: Reply;
	/** An earlier attempt may have gone through. */
	readonly resumed: boolean;
	readonly discord: Pick<DiscordApi, 'editOriginal' | 'followUp' | 'deleteOriginal'>;
}

/**
 * A bad picture, told in private: a neutral line in public, the reason to the member alone, then no public trace. A
 * follow-up has no nonce, so after an attempt that may have sent one, the reason goes into the reply itself.
 */
export async function tellRejection(
	job: Job,
	{ reply, resumed, discord }: RejectionParts,
): Promise<Omit<Receipt, 'at'>> {
	const receipt = { rung: 'original', channelId: job.destination.channelId, form: 'words' } as const;
	if (resumed || !isPublic(job)) {
		const message = await discord.editOriginal(reply, rejectedPicture(job));
		return { ...receipt, messageId: message.id };
	}

	await discord.editOriginal(reply, rejectedPictureNotice(job));
	const message = await discord.followUp(reply, asEphemeral(rejectedPicture(job)));
	await discord.deleteOriginal(reply).catch(() => undefined);
	return { ...receipt, messageId: message.id };
}
