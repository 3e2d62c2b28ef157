import { adminDefinition } from './admin/definition.js';
import type { DefinitionSet } from './interaction/definitions.js';
import { modelsDefinition } from './pages/models.js';
import { privacyDefinition } from './pages/privacy.js';
import { videosDefinition } from './pages/videos.js';
import { menuDefinition } from './video/animateImage.js';
import { videoDefinition } from './video/videoDefinition.js';

/** Every command as Discord is told of it, for whoever only compares: without the parts that its answers need. */
export const definitionSet: DefinitionSet = {
	slash: [videoDefinition, videosDefinition, modelsDefinition, adminDefinition, privacyDefinition].map(
		(definition) => ({
			definition,
		}),
	),
	message: [menuDefinition('animate-image'), menuDefinition('edit-video')].map((definition) => ({ definition })),
};
