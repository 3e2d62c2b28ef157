import { admin, type AdminParts } from './admin/admin.js';
import { animateImage, editVideo, type AnimateParts } from './video/animateImage.js';
import type { CommandSet } from './interaction/command.js';
import { models, type ModelsParts } from './pages/models.js';
import { videoPrivacy, type PrivacyParts } from './pages/privacy.js';
import { video, type VideoParts } from './video/video.js';
import { videos, type VideosParts } from './pages/videos.js';

export type CommandParts = AnimateParts & VideoParts & VideosParts & ModelsParts & AdminParts & PrivacyParts;

/** Every command. */
export const commands = (parts: CommandParts): CommandSet => ({
	slash: [video(parts), videos(parts), models(parts), admin(parts), videoPrivacy(parts)],
	message: [animateImage(parts), editVideo(parts)],
});
