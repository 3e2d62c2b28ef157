import { z } from 'zod';
import { Estimate, Lineage, Notice } from './job.js';
import { PictureSource, VideoRequest } from './request.js';

/**
 * A request that waits for its member's word, for ten minutes. It has reserved and paid nothing; what makes it a job is a
 * click, and the job then has the draft's id.
 */
export const Draft = z.object({
	/** The id of the interaction that asked for it. */
	id: z.string(),
	/** Who may confirm it. */
	memberId: z.string(),
	createdAt: z.number(),
	/** When it ends, ms. */
	expiresAt: z.number(),
	request: VideoRequest,
	/** The models that are to be compared; of an ordinary request nothing. */
	models: z.array(z.string()).nullish(),
	/** Pictures of a message of which the member chooses one; they take no part in the request yet. */
	candidates: z.array(PictureSource).default([]),
	/** The candidates were posted by somebody else, so the member is asked whether they may be used. */
	foreign: z.boolean().default(false),
	/** What the member was told that it would cost: their yes counts for that much. */
	estimate: Estimate.nullish(),
	lineage: Lineage.nullish(),
	/** The prompt as a chat model has improved it; null where it gave none, nothing where none was wished for. */
	improved: z.string().nullish(),
	/** What was left out or adjusted on the way, for the job's card. */
	notices: z.array(Notice).default([]),
	/** Addresses the message that asks, so that it can be taken away. Never logged; it goes with the draft. */
	reply: z.object({ applicationId: z.string(), token: z.string() }).nullish(),
});
export type Draft = z.infer<typeof Draft>;
