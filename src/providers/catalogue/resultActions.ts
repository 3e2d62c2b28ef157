import type { OfferedModel } from '../contract/model.js';

/** With which model, and how, a finished video is built on. */
interface ResultAction {
	readonly offered: OfferedModel;
	readonly action: 'remix' | 'extend' | 'edit';
}

/**
 * How a family changes its own finished video: by a remix, or by a model that edits films. The model that made the video
 * comes first, then the others of its family.
 */
export function remixing(models: readonly OfferedModel[], modelId: string): ResultAction | undefined {
	const family = familyOf(models, modelId);
	for (const offered of family) {
		const action = (['remix', 'edit'] as const).find((one) => offered.model.actions?.includes(one));
		if (action !== undefined) return { offered, action };
	}
	return undefined;
}

/** How the model that made a video makes it longer, if it can. */
export function extending(models: readonly OfferedModel[], modelId: string): ResultAction | undefined {
	const offered = models.find(({ model }) => model.id === modelId);
	return offered?.model.actions?.includes('extend') === true ? { offered, action: 'extend' } : undefined;
}

/** The model that makes finished films sharper, whoever made them; none for a film that it has made. */
export function upscaling(models: readonly OfferedModel[], modelId: string): OfferedModel | undefined {
	const found = models.find(({ model }) => model.actions?.includes('upscale') === true);
	return found?.model.id === modelId ? undefined : found;
}

function familyOf(models: readonly OfferedModel[], modelId: string): OfferedModel[] {
	const own = models.find(({ model }) => model.id === modelId);
	if (own === undefined) return [];
	return [own, ...models.filter(({ model }) => model.provider === own.model.provider && model.id !== modelId)];
}
