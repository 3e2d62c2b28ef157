import type { AutocompleteInteraction, ChatInputCommandInteraction } from 'discord.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';
import { PictureRole, VideoRequest, type PictureSource, type RequestField } from '../../jobs/record/request.js';
import type { Refusal } from '../../messages/refusals/refusal.js';
import type { OfferedModel } from '../../providers/contract/model.js';
import type { Environment } from '../../lib/environment.js';
import { within } from '../../lib/time.js';
import { aspectChoices, durationChoices, modelChoices, resolutionChoices } from '../../providers/catalogue/choices.js';
import { namedAspect, namedResolution } from '../../providers/requests/shapeWords.js';
import { words as wordsOf } from '../../i18n/index.js';
import { mostChoices } from '../../discord/messageLimits.js';
import { choiceWords } from './modelChoices.js';
import type { Choices, SlashCommand } from '../interaction/command.js';
import type { Preset, Presets } from '../../services/admission/presets.js';
import type { GuildRules } from './guildRules.js';
import type { VideoRequests } from './requestVideo.js';
import { videoDefinition } from './videoDefinition.js';

export interface VideoParts extends Pick<Environment, 'clock' | 'log'> {
	readonly ordering: VideoRequests;
	readonly rules: Pick<GuildRules, 'of'>;
	readonly presets: Pick<Presets, 'known' | 'find'>;
}

/** `/video`: options in, an order out. */
export const video = (parts: VideoParts): SlashCommand => ({
	definition: videoDefinition,

	async execute(interaction, facts) {
		const improve = interaction.options.getBoolean('improve') ?? false;
		const { preset, problem } = await presetOf(interaction.options.getString('preset') ?? '', facts, parts);
		const request = readRequest(interaction, preset?.options);
		await parts.ordering.place(facts, request, { improve, ...(problem && { problem }) });
	},

	choices(interaction, facts) {
		return choicesFor(interaction, facts, parts);
	},
});

/** How long a preset may take, counted from the interaction's arrival; settings and the record need the rest. */
const patienceMs = 700;

/** The preset that is named, if one is; or why the request cannot be as it was asked. */
async function presetOf(
	name: string,
	facts: InteractionFacts,
	{ presets, clock, log }: VideoParts,
): Promise<{ readonly preset?: Preset; readonly problem?: Refusal }> {
	if (name === '') return {};
	try {
		const preset = await within(clock, facts.receivedAt + patienceMs - clock.now(), presets.find(facts, name));
		return preset === undefined ? { problem: { type: 'button', why: 'presetUnknown' } } : { preset };
	} catch (error) {
		log.error({ err: error }, 'preset not read');
		return { problem: { type: 'store' } };
	}
}

/**
 * What the member asked for, in our words. An empty model means that none was named.
 * @param kept the options of a preset; those that were given beside it come first
 */
function readRequest({ options }: ChatInputCommandInteraction, kept?: Preset['options']): VideoRequest {
	const [aspect, resolution] = [options.getString('aspect'), options.getString('resolution')];
	return VideoRequest.parse({
		prompt: options.getString('prompt', true),
		model: options.getString('model') ?? kept?.model ?? '',
		duration: options.getInteger('duration') ?? kept?.duration,
		aspect: aspect === null ? kept?.aspect : (namedAspect(aspect) ?? aspect),
		resolution: resolution === null ? kept?.resolution : namedResolution(resolution),
		negativePrompt: options.getString('negative_prompt') ?? kept?.negativePrompt,
		seed: options.getInteger('seed') ?? kept?.seed,
		pictures: PictureRole.options.flatMap((role) => readPicture(options, role)),
		private: options.getBoolean('private') ?? kept?.private ?? false,
		spoiler: options.getBoolean('spoiler') ?? kept?.spoiler ?? false,
	} satisfies Record<RequestField, unknown>);
}

function readPicture(options: ChatInputCommandInteraction['options'], role: PictureRole): PictureSource[] {
	const attachment = options.getAttachment(role);
	if (attachment === null) return [];
	const { url, name, contentType, size, width, height } = attachment;
	return [{ role, url, name, contentType, bytes: size, width, height }];
}

/** A clip of which nothing is known but that it was picked. */
const pickedClip: PictureSource = { role: 'video', url: '', name: 'clip', bytes: 0 };

/**
 * What fits what is being typed, and what was picked beside it: with a clip, models that take one. Lengths and shapes are those of the
 * model chosen so far.
 */
async function choicesFor(
	{ options }: AutocompleteInteraction,
	facts: InteractionFacts,
	{ ordering, rules, presets }: VideoParts,
): Promise<Choices> {
	const { name, value } = options.getFocused(true);
	const words = choiceWords(facts.locale);
	const settings = await rules.of(facts);
	// Discord says that a file was picked, and nothing of it that would matter here.
	const hasClip = options.data.some((option) => option.name === 'video');
	const takesIt = ({ model }: OfferedModel): boolean => !hasClip || model.clip !== undefined;
	if (name === 'model') return modelChoices(ordering.models(settings).filter(takesIt), value, words);

	const nameOf = (id: string): string | undefined => ordering.model(id)?.model.name;
	if (name === 'preset') return presetChoices(facts, value, { presets, nameOf });

	const kept = await presets.find(facts, options.getString('preset') ?? '').catch(() => undefined);
	// Opened and left empty, the option stands there without a name.
	const named = options.getString('model')?.trim() || (kept?.options.model ?? '');
	const pictures = hasClip ? [pickedClip] : [];
	const offered = ordering.chosen(VideoRequest.parse({ prompt: '', model: named, pictures }), settings);
	if (offered === undefined || !takesIt(offered)) return [];
	// What is only edited keeps the length and the shape that it has.
	if (hasClip && offered.model.clip?.alsoReference !== true) return [];
	const request = VideoRequest.parse({
		prompt: '',
		model: offered.model.id,
		pictures,
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

/** The presets of a member, and of the server, whose names hold what is typed. */
async function presetChoices(
	facts: InteractionFacts,
	typed: string,
	{
		presets,
		nameOf,
	}: { readonly presets: Pick<Presets, 'known'>; readonly nameOf: (model: string) => string | undefined },
): Promise<Choices> {
	const wanted = typed.trim().toLowerCase();
	const { ofGuild } = wordsOf(facts.locale).controls.preset;
	const all = await presets.known(facts);
	return all
		.filter(({ name }) => name.toLowerCase().includes(wanted))
		.slice(0, mostChoices)
		.map(({ name, options, isGuilds }) => ({
			name: [name, nameOf(options.model), isGuilds && ofGuild].filter(Boolean).join(' · ').slice(0, 100),
			value: name,
		}));
}
