import { historyFilters, type HistoryFilter } from '../../jobs/record/historyFilter.js';
import { ApplicationCommandType, type RESTPostAPIChatInputApplicationCommandsJSONBody } from 'discord.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';
import type { Job } from '../../jobs/record/job.js';
import { history, historyPageSize, parseHistoryToken, type HistoryEntry } from '../../messages/pages/history.js';
import { jumpLink } from '../../messages/parts/markdown.js';
import type { MessageBody } from '../../discord/messageBody.js';
import type { History } from '../../services/records/history.js';
import type { Press, SlashCommand } from '../interaction/command.js';
import { described } from '../interaction/localised.js';
import { replyPrivately, update, type Responding } from '../interaction/respond.js';

export interface VideosParts extends Responding {
	readonly history: Pick<History, 'page'>;
}

/** `/videos` as Discord is told of it. */
export const videosDefinition: RESTPostAPIChatInputApplicationCommandsJSONBody = {
	type: ApplicationCommandType.ChatInput,
	...described(({ videos }) => videos),
};

/** `/videos`: the caller's jobs, running and finished, for their eyes alone. */
export const videos = (parts: VideosParts): SlashCommand => ({
	definition: videosDefinition,
	anywhere: true,

	async execute(_, facts) {
		await replyPrivately(facts, await page({ facts, parts, filter: 'all', page: 1 }), parts);
	},
});

/** The buttons that turn its pages. */
export async function turnHistory({ facts, id }: Press, parts: VideosParts): Promise<void> {
	const { filter, page: wanted } = parseHistoryToken(id.jobId) ?? { filter: 'all', page: 1 };
	await update(facts, await page({ facts, parts, filter, page: wanted }), parts);
}

/** The select that chooses which jobs are shown. */
export async function filterHistory({ facts, interaction }: Press, parts: VideosParts): Promise<void> {
	const chosen = interaction.isStringSelectMenu() ? interaction.values[0] : undefined;
	const filter = historyFilters.find((known) => known === chosen) ?? 'all';
	await update(facts, await page({ facts, parts, filter, page: 1 }), parts);
}

interface PageOf {
	readonly facts: InteractionFacts;
	readonly parts: VideosParts;
	readonly filter: HistoryFilter;
	readonly page: number;
}

/** Always the presser's own jobs, whoever the message was made for. */
async function page({ facts, parts, filter, page: wanted }: PageOf): Promise<MessageBody> {
	const found = await parts.history.page(facts.userId, filter, wanted, historyPageSize);
	return history({
		ownerId: facts.userId,
		locale: facts.locale,
		filter,
		page: found.page,
		pages: found.pages,
		damaged: found.damaged,
		entries: found.jobs.map(entryOf),
	});
}

const entryOf = (job: Job): HistoryEntry => ({
	jobId: job.id,
	prompt: job.request.prompt,
	model: job.model.name,
	state: stateOf(job),
	at: job.createdAt,
	link: jumpLink(job),
	kept: job.phase === 'closed',
});

function stateOf({ lateAt, leftTask, outcome, phase }: Job): HistoryEntry['state'] {
	switch (outcome?.type) {
		case 'succeeded':
			return 'succeeded';
		case 'cancelled':
			return leftTask?.state === 'succeeded' ? 'cancelledMade' : 'cancelled';
		case 'failed':
			return outcome.failure.code === 'submission-unknown' ? 'unknown' : 'failed';
		case undefined:
			if (phase === 'queued') return 'queued';
			return lateAt ? 'late' : 'generating';
	}
}
