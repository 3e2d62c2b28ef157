import {
	ApplicationCommandOptionType,
	ApplicationCommandType,
	type APIApplicationCommandBasicOption,
	type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { PictureRole } from '../../jobs/record/request.js';
import type { OptionName } from '../../providers/requests/requestProblem.js';
import { described, type Localised } from '../interaction/localised.js';

/** The longest text that Discord lets an option take; each model's own limit is checked afterwards. */
const mostCharacters = 6000;

/** Discord's integers end here, and so does JavaScript's exactness. */
const mostSeed = Number.MAX_SAFE_INTEGER;

/** The longest clip anybody offers is far below this; each model's own lengths are checked afterwards. */
const mostSeconds = 600;

/** Every option that has words, of which those that a model may take or not are only a part. */
type Option = keyof Localised['video']['options'];

const option = (name: Option): ReturnType<typeof described> => described(({ video }) => video.options[name]);

const picture = (name: PictureRole): APIApplicationCommandBasicOption => ({
	type: ApplicationCommandOptionType.Attachment,
	...option(name),
	file_types: ['image'],
});

const typed = (name: Option): APIApplicationCommandBasicOption => ({
	type: ApplicationCommandOptionType.String,
	...option(name),
	autocomplete: true,
});

/** In the order in which Discord shows them: what most members need first. */
const options: Readonly<Record<Option | OptionName, APIApplicationCommandBasicOption>> = {
	prompt: {
		type: ApplicationCommandOptionType.String,
		...option('prompt'),
		required: true,
		max_length: mostCharacters,
	},
	image: picture('image'),
	model: typed('model'),
	duration: {
		type: ApplicationCommandOptionType.Integer,
		...option('duration'),
		min_value: 1,
		max_value: mostSeconds,
		autocomplete: true,
	},
	aspect: typed('aspect'),
	resolution: typed('resolution'),
	video: { type: ApplicationCommandOptionType.Attachment, ...option('video'), file_types: ['video'] },
	last_frame: picture('last_frame'),
	reference_1: picture('reference_1'),
	reference_2: picture('reference_2'),
	reference_3: picture('reference_3'),
	reference_4: picture('reference_4'),
	negative_prompt: {
		type: ApplicationCommandOptionType.String,
		...option('negative_prompt'),
		max_length: mostCharacters,
	},
	seed: { type: ApplicationCommandOptionType.Integer, ...option('seed'), min_value: 0, max_value: mostSeed },
	private: { type: ApplicationCommandOptionType.Boolean, ...option('private') },
	spoiler: { type: ApplicationCommandOptionType.Boolean, ...option('spoiler') },
	improve: { type: ApplicationCommandOptionType.Boolean, ...option('improve') },
	preset: typed('preset'),
};

/** `/video` as Discord is told of it. What follows from the model (its lengths, aspects, resolutions) is offered while typing. */
export const videoDefinition: RESTPostAPIChatInputApplicationCommandsJSONBody = {
	type: ApplicationCommandType.ChatInput,
	...described(({ video }) => video),
	options: Object.values(options),
};
