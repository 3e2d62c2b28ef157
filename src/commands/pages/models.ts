import {
	ApplicationCommandOptionType,
	ApplicationCommandType,
	type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';
import { modelsPage, modelsPageSize, type ModelEntry } from '../../messages/pages/modelsPage.js';
import type { MessageBody } from '../../discord/messageBody.js';
import { readSearch, writeSearch } from '../../messages/parts/searchToken.js';
import { VideoRequest } from '../../jobs/record/request.js';
import { modelToken } from './modelToken.js';
import { expectedOf } from '../../providers/requests/expected.js';
import { estimate } from '../../providers/catalogue/pricing.js';
import { strengthsOf } from '../../providers/catalogue/strengths.js';
import { modelChoices } from '../../providers/catalogue/choices.js';
import type { Durations, OfferedModel } from '../../providers/contract/model.js';
import type { PollPace } from '../../services/scheduling/pollPace.js';
import { choiceWords } from '../video/modelChoices.js';
import type { Press, SlashCommand } from '../interaction/command.js';
import type { GuildRules } from '../video/guildRules.js';
import { described } from '../interaction/localised.js';
import { replyPrivately, update, type Responding } from '../interaction/respond.js';
import type { VideoRequests } from '../video/requestVideo.js';

export interface ModelsParts extends Responding {
	readonly ordering: Pick<VideoRequests, 'model' | 'models'>;
	readonly rules: Pick<GuildRules, 'of'>;
	readonly pace: Pick<PollPace, 'usual'>;
}

const longestSearch = 100;

/** `/models` as Discord is told of it. */
export const modelsDefinition: RESTPostAPIChatInputApplicationCommandsJSONBody = {
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

/** `/models`: what each model that is allowed here can do, costs and usually takes, for whoever asks. */
export const models = (parts: ModelsParts): SlashCommand => ({
	definition: modelsDefinition,

	async execute(interaction, facts) {
		const search = interaction.options.getString('search')?.trim() ?? '';
		await replyPrivately(facts, await page({ facts, parts, search, page: 1 }), parts);
	},
});

/** The buttons that turn its pages. */
export async function turnModels({ facts, id }: Press, parts: ModelsParts): Promise<void> {
	const [, wanted = '1', search = ''] = /^(\d{1,4})(?:-(.+))?$/u.exec(id.jobId) ?? [];
	const body = await page({ facts, parts, page: Number(wanted), search: readSearch(search) });
	await update(facts, body, parts);
}

interface PageOf {
	readonly facts: InteractionFacts;
	readonly parts: ModelsParts;
	readonly search: string;
	readonly page: number;
}

async function page({ facts, parts, search, page: wanted }: PageOf): Promise<MessageBody> {
	const { ordering, pace, rules } = parts;
	const settings = await rules.of(facts);
	const all = ordering.models(settings);
	const found = search === '' ? all : matching(all, search, facts.locale);
	const written = writeSearch(search);
	const pages = written === undefined ? 1 : Math.max(1, Math.ceil(found.length / modelsPageSize));
	// The catalogue may have shrunk since the button was made.
	const number = Math.min(pages, Math.max(1, wanted));
	const standard = ordering.model(null, settings)?.model.id;
	const measured = new Map(all.map((offered) => [offered, measuredOf(offered, pace)]));
	const others = [...measured.values()];
	return modelsPage({
		ownerId: facts.userId,
		locale: facts.locale,
		models: found.slice((number - 1) * modelsPageSize, number * modelsPageSize).map((entry) => {
			const own = measured.get(entry) ?? measuredOf(entry, pace);
			const strengths = strengthsOf(entry.model, own, others);
			return { ...entryOf(entry, standard), strengths, hundred: hundredOf(entry, own), usual: own.usual };
		}),
		search: written,
		page: number,
		pages,
	});
}

function matching(all: readonly OfferedModel[], search: string, locale: string): OfferedModel[] {
	const ids = modelChoices(all, search, choiceWords(locale)).map(({ value }) => value);
	return ids.flatMap((id) => all.find(({ model }) => model.id === id) ?? []);
}

/** What one ordinary video costs, and how long it takes here. */
function measuredOf(offered: OfferedModel, pace: ModelsParts['pace']) {
	const { id } = offered.model;
	const usual = pace.usual(id);
	return { usd: estimate(offered, ordinary(id)).usd, usual, usualMs: usual?.toMs };
}

const ordinary = (model: string): VideoRequest => VideoRequest.parse({ prompt: '', model });

function hundredOf({ model }: OfferedModel, { usd }: { readonly usd: number }): ModelEntry['hundred'] {
	return { usd: usd * 100, seconds: expectedOf(model, ordinary(model.id)).seconds ?? null };
}

function entryOf(
	{ model, providerName, price, priceBasis, sunsetting }: OfferedModel,
	standard: string | undefined,
): ModelEntry {
	const { name, text, image, clip, lastFrame, references, durations, aspects, resolutions, sunset } = model;
	return {
		...(clip === undefined ? {} : { clipSeconds: clip.maxSeconds }),
		...{ name, providerName, text, image, lastFrame, references, aspects, resolutions, sunset },
		lengths: durations && lengthsOf(durations),
		...price,
		listed: priceBasis === 'catalogue',
		standard: model.id === standard,
		pastSunset: sunsetting,
		// A form takes words and pictures; what edits clips is asked for by the menu of a message.
		token: text || image !== 'no' ? modelToken(model.id) : undefined,
	};
}

const lengthsOf = (durations: Durations): string =>
	'list' in durations ? durations.list.join(', ') : `${durations.from}–${durations.to}`;
