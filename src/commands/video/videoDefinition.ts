import {
	ApplicationCommandOptionType,
	ApplicationCommandType,
	type APIApplicationCommandBasicOption,
	type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import { described, type Localised } from '../interaction/localised.js';

/** The longest text that Discord lets an option take; each model's own limit is checked afterwards. */
const mostCharacters = 6000;

/** Discord's integers end here, and so does JavaScript's exactness. */
const mostSeed = Number.MAX_SAFE_INTEGER;

/** The longest clip anybody offers is far below this; each model's own lengths are checked afterwards. */
const mostSeconds = 600;

type OptionName = keyof Localised['video']['options'];

const option = (name: OptionName): ReturnType<typeof described> => described(({ video }) => video.options[name]);

const picture = (name: OptionName): APIApplicationCommandBasicOption => ({
	type: ApplicationCommandOptionType.Attachment,
	...option(name),
	file_types: ['image'],
});

const typed = (name: OptionName): APIApplicationCommandBasicOption => ({
	type: ApplicationCommandOptionType.String,
	...option(name),
	autocomplete: true,
});

/** `/video` as Discord is told of it. What follows from the model (its lengths, aspects, resolutions) is offered while typing. */
export const videoDefinition: RESTPostAPIChatInputApplicationCommandsJSONBody = {
	type: ApplicationCommandType.ChatInput,
	...described(({ video }) => video),
	options: [
		{
			type: ApplicationCommandOptionType.String,
			...option('prompt'),
			required: true,
			max_length: mostCharacters,
		},
		picture('image'),
		picture('last_frame'),
		picture('reference_1'),
		picture('reference_2'),
		picture('reference_3'),
		picture('reference_4'),
		typed('model'),
		{
			type: ApplicationCommandOptionType.Integer,
			...option('duration'),
			min_value: 1,
			max_value: mostSeconds,
			autocomplete: true,
		},
		typed('aspect'),
		typed('resolution'),
		{ type: ApplicationCommandOptionType.String, ...option('negative_prompt'), max_length: mostCharacters },
		{
			type: ApplicationCommandOptionType.Integer,
			...option('seed'),
			min_value: 0,
			max_value: mostSeed,
		},
		{ type: ApplicationCommandOptionType.Boolean, ...option('private') },
		{ type: ApplicationCommandOptionType.Boolean, ...option('spoiler') },
	],
};
