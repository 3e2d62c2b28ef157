import type { CommandSet } from './command.js';
import { models, type ModelsParts } from './models.js';
import { video, type VideoParts } from './video.js';

export type CommandParts = VideoParts & ModelsParts;

/** Every command. */
export const commands = (parts: CommandParts): CommandSet => ({
	slash: [video(parts), models(parts)],
	message: [],
});
