import type { Words } from '../../src/i18n/en.js';
import type { Studio } from './studio.js';

/** One picture of the gallery, in every language. */
export interface Shot {
	/** Of the file, without its ending. */
	readonly name: string;
	/** One line beside it. */
	readonly says: string;
	/** The states of a card that it shows. */
	readonly states?: readonly (keyof Words['cards']['states'])[];
	/** The commands that it shows. */
	readonly commands?: readonly (keyof Words['commands'])[];
	/** Also taken at the width of a phone. */
	readonly phone?: true;
}

/** Pictures that are taken with the same bot, and how they are brought about. */
export interface Scene {
	readonly title: string;
	/** Variables of the bot, beside the gallery's own. */
	readonly env?: Readonly<Record<string, string>>;
	readonly shots: readonly Shot[];
	readonly play: (studio: Studio) => Promise<void>;
}
