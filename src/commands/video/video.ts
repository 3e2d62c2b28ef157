import type { AutocompleteInteraction, ChatInputCommandInteraction } from 'discord.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';
import { PictureRole, VideoRequest, type PictureSource, type RequestField } from '../../jobs/record/request.js';
import { aspectChoices, durationChoices, modelChoices, resolutionChoices } from '../../providers/catalogue/choices.js';
import { namedAspect, namedResolution } from '../../providers/requests/shapeWords.js';
import { choiceWords } from './modelChoices.js';
import type { Choices, SlashCommand } from '../interaction/command.js';
import type { GuildRules } from './guildRules.js';
import type { VideoRequests } from './requestVideo.js';
import { videoDefinition } from './videoDefinition.js';

export interface VideoParts {
	readonly ordering: VideoRequests;
	readonly rules: Pick<GuildRules, 'of'>;
}

/** `/video`: options in, an order out. */
export const video = ({ ordering, rules }: VideoParts): SlashCommand => ({
	definition: videoDefinition,

	async execute(interaction, facts) {
		const improve = interaction.options.getBoolean('improve') ?? false;
		await ordering.place(facts, readRequest(interaction), { improve });
	},

	choices(interaction, facts) {
		return choicesFor(interaction, facts, { ordering, rules });
	},
});

/** What the member asked for, in our words. An empty model means that none was named. */
function readRequest({ options }: ChatInputCommandInteraction): VideoRequest {
	const [aspect, resolution] = [options.getString('aspect'), options.getString('resolution')];
	return VideoRequest.parse({
		prompt: options.getString('prompt', true),
		model: options.getString('model') ?? '',
		duration: options.getInteger('duration'),
		aspect: aspect === null ? null : (namedAspect(aspect) ?? aspect),
		resolution: resolution === null ? null : namedResolution(resolution),
		negativePrompt: options.getString('negative_prompt'),
		seed: options.getInteger('seed'),
		pictures: PictureRole.options.flatMap((role) => readPicture(options, role)),
		private: options.getBoolean('private') ?? false,
		spoiler: options.getBoolean('spoiler') ?? false,
	} satisfies Record<RequestField, unknown>);
}

function readPicture(options: ChatInputCommandInteraction['options'], role: PictureRole): PictureSource[] {
	const attachment = options.getAttachment(role);
	if (attachment === null) return [];
	const { url, name, contentType, size, width, height } = attachment;
	return [{ role, url, name, contentType, bytes: size, width, height }];
}

/** What fits what is being typed; lengths and shapes are those of the model chosen so far. */
async function choicesFor(
	{ options }: AutocompleteInteraction,
	facts: InteractionFacts,
	{ ordering, rules }: VideoParts,
): Promise<Choices> {
	const { name, value } = options.getFocused(true);
	const words = choiceWords(facts.locale);
	const settings = await rules.of(facts);
	if (name === 'model') return modelChoices(ordering.models(settings), value, words);

	// Opened and left empty, the option stands there without a name.
	const named = options.getString('model')?.trim() ?? '';
	const offered = ordering.model(named === '' ? null : named, settings);
	if (offered === undefined) return [];
	const request = VideoRequest.parse({
		prompt: '',
		model: offered.model.id,
		// The option that is being typed in holds half a number.
		duration: name === 'duration' ? null : options.getInteger('duration'),
		resolution: options.getString('resolution'),
	});
	const choosing = { offered, request };
	switch (name) {
		case 'duration':
			return durationChoices(choosing, value, words);
		case 'aspect':
			return aspectChoices(choosing, value);
		case 'resolution':
			return resolutionChoices(choosing, value, words);
		default:
			return [];
	}
}
