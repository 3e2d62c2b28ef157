import { admin, type AdminParts } from './admin/admin.js';
import { animateImage, type AnimateParts } from './animateImage.js';
import type { CommandSet } from './command.js';
import { models, type ModelsParts } from './models.js';
import { videoPrivacy, type PrivacyParts } from './privacy.js';
import { video, type VideoParts } from './video.js';
import { videos, type VideosParts } from './videos.js';

export type CommandParts = AnimateParts & VideoParts & VideosParts & ModelsParts & AdminParts & PrivacyParts;

/** Every command. */
export const commands = (parts: CommandParts): CommandSet => ({
	slash: [video(parts), videos(parts), models(parts), admin(parts), videoPrivacy(parts)],
	message: [animateImage(parts)],
});
