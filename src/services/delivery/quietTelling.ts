import type { Job, Receipt } from '../../jobs/record/job.js';
import { isModeratedOpenly, isPublic, isRejectedPicture } from '../../jobs/delivery/ladder.js';
import type { Reply } from '../../discord/destination.js';
import { asEphemeral } from '../../discord/messageBody.js';
import { declinedNotice, rejectedPicture, rejectedPictureNotice } from '../../messages/cards/failureText.js';
import { resultMessage, type ResultView } from '../../messages/cards/resultMessage.js';
import type { ResultViews } from './resultViews.js';
import type { DiscordApi } from '../discord/discordApi.js';

interface QuietParts {
	readonly reply: Reply;
	/** An earlier attempt may have gone through. */
	readonly resumed: boolean;
	readonly discord: Pick<DiscordApi, 'editOriginal' | 'followUp' | 'deleteOriginal'>;
	readonly views: ResultViews;
}

/** Tells by the reply what is for the member alone; nothing where an outcome is everybody's to read. */
export async function tellQuietly(job: Job, parts: QuietParts): Promise<Omit<Receipt, 'at'> | undefined> {
	if (isRejectedPicture(job)) return tellRejection(job, parts);
	if (!isModeratedOpenly(job)) return undefined;
	const view = parts.resumed ? undefined : await parts.views.of(job, { form: 'words', bytes: 0 });
	return tellDeclined(job, { ...parts, view });
}

type RejectionParts = Omit<QuietParts, 'views'>;

/**
 * A bad picture, told in private: a neutral line in public, the reason to the member alone, then no public trace. A
 * follow-up has no nonce, so after an attempt that may have sent one, the reason goes into the reply itself.
 */
async function tellRejection(job: Job, { reply, resumed, discord }: RejectionParts): Promise<Omit<Receipt, 'at'>> {
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

interface DeclinedParts extends Pick<RejectionParts, 'reply'> {
	/** What the private card shows; undefined where an earlier attempt may have shown it. */
	readonly view: Omit<ResultView, 'mention'> | undefined;
	readonly discord: Pick<DiscordApi, 'editOriginal' | 'followUp'>;
}

/**
 * What a safety check declined: a neutral line in public, the reason to the member alone. After an attempt that may have
 * sent the reason, the line alone, whose button has it too.
 */
async function tellDeclined(job: Job, { reply, view, discord }: DeclinedParts): Promise<Omit<Receipt, 'at'>> {
	const line = await discord.editOriginal(reply, declinedNotice(job));
	const receipt = { rung: 'original', channelId: job.destination.channelId, form: 'words' } as const;
	if (view === undefined) return { ...receipt, messageId: line.id };
	const body = resultMessage(job, { ...view, mention: false, copy: true });
	const message = await discord.followUp(reply, asEphemeral(body));
	return { ...receipt, messageId: message.id };
}
