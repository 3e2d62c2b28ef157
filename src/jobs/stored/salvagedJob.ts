import { z } from 'zod';
import { Destination } from '../../discord/destination.js';

/** What can still be read of a record that cannot be read as a whole: enough to tell its member so. */
export const SalvagedJob = z.object({
	createdAt: z.number().optional().catch(undefined),
	phase: z.string().optional().catch(undefined),
	requester: z.object({ id: z.string(), locale: z.string() }).optional().catch(undefined),
	destination: Destination.optional().catch(undefined),
});
export type SalvagedJob = z.infer<typeof SalvagedJob>;

/** @param value the stored record, or whatever is left of it */
export const salvaged = (value: unknown): SalvagedJob => SalvagedJob.catch({}).parse(value);
