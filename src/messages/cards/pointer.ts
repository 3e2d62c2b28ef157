import { ComponentType } from 'discord-api-types/v10';
import { messageBody, type MessageBody } from '../../discord/messageBody.js';
import type { Job } from '../../jobs/record/job.js';
import { buttonRows, linkButton } from '../parts/buttons.js';
import { heading } from '../parts/card.js';
import { wordsFor } from '../parts/jobLines.js';
import { messageLink } from '../parts/markdown.js';

/** The address of the reply to the command. */
export const replyAddress = ({ destination }: Job): string =>
	messageLink(destination.guildId, destination.channelId, destination.messageId ?? '');

/** A small message that names its member, which an edit does not, and leads to the reply in which the whole video stands. */
export function pointerMessage(job: Job): MessageBody {
	const { cards, controls } = wordsFor(job);
	const member = cards.forMember({ member: `<@${job.requester.id}>` });
	const content = `${heading(cards.states.succeeded)}\n${member}`;
	const body = messageBody(
		{ type: ComponentType.TextDisplay, content },
		...buttonRows([linkButton(replyAddress(job), controls.buttons.open)]),
	);
	return { ...body, allowed_mentions: { parse: [], users: [job.requester.id] } };
}
