import { z } from 'zod';
import { keptObject } from '../../lib/schema/keptObject.js';

/**
 * The provider's handle for its work. Opaque to everybody but the family that made it, and complete:
 * whoever holds it can ask again after any restart. Ids are strings for ever (Kling's exceed 2^53).
 */
export const Task = keptObject({
	/** The family that reads it, `Provider.id`. */
	provider: z.string(),
	id: z.string(),
	/** The model it was made with, as sent. */
	model: z.string(),
	/** The family's own action, where the route to ask depends on it (`image2video`). */
	action: z.string().nullish(),
});
export type Task = z.infer<typeof Task>;

/** Where a finished video can be had. */
export const ResultSource = keptObject({
	/** Addresses the provider gave, best first; fetched without credentials. */
	urls: z.array(z.string()).default([]),
	/** The provider's own id of the clip, if it names one. */
	videoId: z.string().nullish(),
	/** The answer to a poll has the video itself, as a `data:` address, which is too large for a record. */
	inAnswer: z.boolean().nullish(),
});
export type ResultSource = z.infer<typeof ResultSource>;
