import { ComponentType } from 'discord-api-types/v10';
import type { Job, Receipt } from '../../jobs/record/job.js';
import { buttonRows, jobButton } from '../parts/buttons.js';
import { wordsFor } from '../parts/jobLines.js';
import { messageBody, type MessageBody } from '../../discord/messageBody.js';

/**
 * What is left of the progress message once the outcome has been told elsewhere: one line that leads there. Without a
 * receipt the outcome is kept, and a button hands it out.
 */
export function progressClosed(job: Job, receipt: Omit<Receipt, 'at'> | undefined): MessageBody {
	const { closed } = wordsFor(job).cards;
	if (receipt === undefined || receipt.rung === 'kept') return keptLine(job);
	if (receipt.rung === 'direct') return line(closed.direct);

	const { guildId } = job.destination;
	const channelId = receipt.channelId ?? job.destination.channelId;
	const url = `https://discord.com/channels/${guildId ?? '@me'}/${channelId}/${receipt.messageId ?? ''}`;
	return line(receipt.messageId ? closed.link({ url }) : closed.channel);
}

function keptLine(job: Job): MessageBody {
	const body = line(wordsFor(job).cards.closed.kept);
	return {
		...body,
		components: [...body.components, ...buttonRows([jobButton(job, 'fetch'), jobButton(job, 'delete')])],
	};
}

/** What the card showed goes with it. */
const line = (content: string): MessageBody => ({
	...messageBody({ type: ComponentType.TextDisplay, content }),
	attachments: [],
});
