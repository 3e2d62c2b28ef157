import {
	ApplicationCommandOptionType,
	ApplicationCommandType,
	InteractionResponseType,
	MessageFlags,
	type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { InteractionFacts } from '../jobs/interactionFacts.js';
import { modelsPage, modelsPageSize, type ModelEntry } from '../messages/modelsPage.js';
import type { MessageBody } from '../messages/messageBody.js';
import { modelChoices } from '../providers/choices.js';
import type { Durations, OfferedModel } from '../providers/model.js';
import type { DiscordApi } from '../services/discordApi.js';
import { choiceWords } from './choiceWords.js';
import type { Press, SlashCommand } from './command.js';
import { described } from './localised.js';
import type { Offers, Ordering } from './ordering.js';

export interface ModelsParts {
	readonly catalogue: Offers;
	readonly ordering: Pick<Ordering, 'model'>;
	readonly discord: Pick<DiscordApi, 'respond'>;
}

const longestSearch = 100;

const definition: RESTPostAPIChatInputApplicationCommandsJSONBody = {
	type: ApplicationCommandType.ChatInput,
	...described(({ models }) => models),
	options: [
		{
			type: ApplicationCommandOptionType.String,
			...described(({ models }) => models.options.search),
			max_length: longestSearch,
		},
	],
};

/** `/models`: what each model can do and costs, for whoever asks. */
export const models = (parts: ModelsParts): SlashCommand => ({
	definition,

	async execute(interaction, facts) {
		const search = interaction.options.getString('search')?.trim() ?? '';
		const found = search === '' ? parts.catalogue.models() : matching(parts.catalogue, search, facts.locale);
		await parts.discord.respond(
			{ id: facts.interactionId, token: facts.token },
			{
				type: InteractionResponseType.ChannelMessageWithSource,
				// A page's buttons carry no search, so that its results are the first page alone.
				data: page(found, { facts, parts, page: 1, pages: search === '' ? pagesOf(found) : 1 }),
			},
		);
	},
});

/** The buttons that turn its pages. */
export async function turnModels({ facts, id }: Press, parts: ModelsParts): Promise<void> {
	const all = parts.catalogue.models();
	const pages = pagesOf(all);
	// The catalogue may have shrunk since the button was made.
	const wanted = Math.min(pages, Math.max(1, Number.parseInt(id.jobId, 10) || 1));
	const body = page(all, { facts, parts, page: wanted, pages });
	await parts.discord.respond(
		{ id: facts.interactionId, token: facts.token },
		// An update keeps the message as private as it is, and may not say so again.
		{ type: InteractionResponseType.UpdateMessage, data: { ...body, flags: MessageFlags.IsComponentsV2 } },
	);
}

interface PageOf {
	readonly facts: InteractionFacts;
	readonly parts: ModelsParts;
	readonly page: number;
	readonly pages: number;
}

function page(offered: readonly OfferedModel[], { facts, parts, page: number, pages }: PageOf): MessageBody {
	const standard = parts.ordering.model(null)?.model.id;
	const shown = offered.slice((number - 1) * modelsPageSize, number * modelsPageSize);
	return modelsPage({
		ownerId: facts.userId,
		locale: facts.locale,
		models: shown.map((entry) => entryOf(entry, standard)),
		page: number,
		pages,
	});
}

const pagesOf = (offered: readonly OfferedModel[]): number => Math.max(1, Math.ceil(offered.length / modelsPageSize));

const matching = (catalogue: Offers, search: string, locale: string): OfferedModel[] =>
	modelChoices(catalogue.models(), search, choiceWords(locale)).flatMap(({ value }) => catalogue.find(value) ?? []);

function entryOf({ model, providerName, price, priceBasis }: OfferedModel, standard: string | undefined): ModelEntry {
	const { name, text, image, lastFrame, references, durations, aspects, resolutions, sunset } = model;
	return {
		...{ name, providerName, text, image, lastFrame, references, aspects, resolutions, sunset },
		lengths: durations && lengthsOf(durations),
		// The dearest of a family would be read as this model's own.
		...(priceBasis === 'catalogue' ? price : {}),
		standard: model.id === standard,
	};
}

const lengthsOf = (durations: Durations): string =>
	'list' in durations ? durations.list.join(', ') : `${durations.from}–${durations.to}`;
