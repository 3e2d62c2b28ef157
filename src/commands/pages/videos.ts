import { historyFilters, type HistoryFilter } from '../../jobs/record/historyFilter.js';
import {
	ApplicationCommandOptionType,
	ApplicationCommandType,
	type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';
import type { Job } from '../../jobs/record/job.js';
import { history, historyPageSize, parseHistoryToken, type HistoryEntry } from '../../messages/pages/history.js';
import { jumpLink } from '../../messages/parts/markdown.js';
import type { MessageBody } from '../../discord/messageBody.js';
import { limitPolicy } from '../../jobs/guild/policy.js';
import { waitsForMember } from '../../jobs/delivery/waitsForMember.js';
import { madeOf } from '../../jobs/record/leftTask.js';
import { factsLine } from '../../messages/parts/jobLines.js';
import { readSearch, writeSearch } from '../../messages/parts/searchToken.js';
import type { Ledger } from '../../services/admission/ledger.js';
import type { History } from '../../services/records/history.js';
import type { GuildRules } from '../video/guildRules.js';
import type { Press, SlashCommand } from '../interaction/command.js';
import { described } from '../interaction/localised.js';
import { replyPrivately, update, type Responding } from '../interaction/respond.js';

export interface VideosParts extends Responding {
	readonly history: Pick<History, 'page'>;
	readonly rules: Pick<GuildRules, 'of'>;
	readonly limits: Pick<Ledger, 'standing'>;
}

/** `/videos` as Discord is told of it. */
export const videosDefinition: RESTPostAPIChatInputApplicationCommandsJSONBody = {
	type: ApplicationCommandType.ChatInput,
	...described(({ videos }) => videos),
	options: [
		{
			type: ApplicationCommandOptionType.String,
			...described(({ videos }) => videos.options.search),
			max_length: 100,
		},
	],
};

/** `/videos`: the caller's jobs, running and finished, for their eyes alone. */
export const videos = (parts: VideosParts): SlashCommand => ({
	definition: videosDefinition,
	anywhere: true,

	async execute(interaction, facts) {
		const search = interaction.options.getString('search')?.trim() ?? '';
		await replyPrivately(facts, await page({ facts, parts, filter: 'all', page: 1, search }), parts);
	},
});

/** The buttons that turn its pages. */
export async function turnHistory({ facts, id }: Press, parts: VideosParts): Promise<void> {
	const { filter, page: wanted, search } = parseHistoryToken(id.jobId) ?? { filter: 'all', page: 1, search: '' };
	await update(facts, await page({ facts, parts, filter, page: wanted, search: readSearch(search) }), parts);
}

/** The select that chooses which jobs are shown. */
export async function filterHistory({ facts, id, interaction }: Press, parts: VideosParts): Promise<void> {
	const chosen = interaction.isStringSelectMenu() ? interaction.values[0] : undefined;
	const filter = historyFilters.find((known) => known === chosen) ?? 'all';
	const search = readSearch(parseHistoryToken(id.jobId)?.search ?? '');
	await update(facts, await page({ facts, parts, filter, page: 1, search }), parts);
}

interface PageOf {
	readonly facts: InteractionFacts;
	readonly parts: VideosParts;
	readonly filter: HistoryFilter;
	readonly page: number;
	readonly search: string;
}

/** Always the presser's own jobs, whoever the message was made for. */
async function page({ facts, parts, filter, page: wanted, search }: PageOf): Promise<MessageBody> {
	const found = await parts.history.page(facts.userId, { filter, search, wanted, size: historyPageSize });
	const written = writeSearch(search);
	const settings = await parts.rules.of(facts);
	const policy = settings === undefined ? {} : limitPolicy(settings, facts);
	return history({
		ownerId: facts.userId,
		locale: facts.locale,
		filter,
		page: found.page,
		// A search that no button can carry has its first page alone.
		pages: written === undefined ? 1 : found.pages,
		search: written,
		limits: await parts.limits.standing(facts.userId, facts.guildId ?? null, policy),
		damaged: found.damaged,
		entries: found.jobs.map(entryOf),
	});
}

const entryOf = (job: Job): HistoryEntry => ({
	jobId: job.id,
	prompt: job.request.prompt,
	facts: factsLine(job),
	state: stateOf(job),
	at: job.createdAt,
	link: jumpLink(job),
	kept: job.phase === 'closed' && hasAnswer(job),
});

/** A video, or the reason that there is none, with what can be done about it; of a cancelled request there is neither. */
const hasAnswer = (job: Job): boolean =>
	job.outcome?.type !== 'cancelled' || madeOf(job) !== undefined || job.delivery.undelivered;

function stateOf(job: Job): HistoryEntry['state'] {
	const { lateAt, leftTask, outcome, phase } = job;
	if (waitsForMember(job)) return 'undelivered';
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
