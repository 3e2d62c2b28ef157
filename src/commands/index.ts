import { animateImage, type AnimateParts } from './animateImage.js';
import type { CommandSet } from './command.js';
import { models, type ModelsParts } from './models.js';
import { video, type VideoParts } from './video.js';

export type CommandParts = AnimateParts & VideoParts & ModelsParts;

/** Every command. */
export const commands = (parts: CommandParts): CommandSet => ({
	slash: [video(parts), models(parts)],
	message: [animateImage(parts)],
});
