import type { Job } from './job.js';

/** Who a job belongs to, as far as places go. */
export interface QueuedJob {
	readonly id: string;
	readonly member: string;
	/** When it was asked for, ms; a member's own jobs keep that order. */
	readonly since: number;
	readonly guild?: string | null | undefined;
	/** How many of this member's jobs may be in the making in that guild, where it says so. */
	readonly guildPlaces?: number | null | undefined;
}

/** What the queue asks of a record. */
export const queuedJob = ({ id, requester, createdAt, destination, guildPlaces }: Job): QueuedJob => ({
	id,
	member: requester.id,
	since: createdAt,
	guild: destination.guildId ?? null,
	guildPlaces,
});
