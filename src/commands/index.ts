import type { CommandSet } from './command.js';
import { video, type VideoParts } from './video.js';

export type CommandParts = VideoParts;

/** Every command. */
export const commands = (parts: CommandParts): CommandSet => ({
	slash: [video(parts)],
	message: [],
});
