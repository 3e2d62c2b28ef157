import { MessageFlags } from 'discord-api-types/v10';
import { messageBody, type MessageBody } from '../../discord/messageBody.js';
import type { Job } from '../../jobs/record/job.js';
import { words as wordsOf } from '../../i18n/index.js';
import { text } from '../parts/card.js';
import { factsLine, promptLine } from '../parts/jobLines.js';
import { jumpLink } from '../parts/markdown.js';

/** One line for a server's moderators: who asked for what. Nobody is notified; a private request is told without its words. */
export function logLine(job: Job, locale: string): MessageBody {
	const { admin } = wordsOf(locale);
	const read = { ...job, requester: { ...job.requester, locale } };
	const member = `<@${job.requester.id}>`;
	const facts = factsLine(read);
	const isPrivate = job.request.private || job.destination.ephemeral;
	const line = isPrivate
		? admin.loggedPrivate({ member, facts })
		: admin.logged({ member, facts, link: jumpLink(job) });
	const body = messageBody();
	const content = text(line, isPrivate ? undefined : promptLine(read, false));
	return {
		...body,
		flags: body.flags | MessageFlags.SuppressNotifications,
		components: content === undefined ? [] : [content],
	};
}
