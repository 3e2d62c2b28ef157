import { createHash } from 'node:crypto';

/** A model as a button carries it: ids of models are longer than there is room for, and have other characters. */
export const modelToken = (modelId: string): string =>
	createHash('sha256').update(modelId).digest('base64url').slice(0, 16);
