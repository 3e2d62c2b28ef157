import { destinationOf, type InteractionFacts } from '../../discord/interactionFacts.js';
import { Job, recordVersion, type Estimate, type Expected, type Lineage, type Notice } from './job.js';
import type { VideoRequest } from './request.js';

/** Everything a job begins with. */
interface NewJob {
	/** The interaction's id, or that of the draft it confirms. */
	readonly id: string;
	readonly facts: InteractionFacts;
	readonly request: VideoRequest;
	readonly model: Job['model'];
	readonly notices: readonly Notice[];
	/** None for what costs nothing. */
	readonly estimate: Estimate | null;
	readonly expected?: Expected;
	readonly lineage: Lineage | undefined;
	readonly guildPlaces?: number | undefined;
}

/** A job as it is born: queued, and not yet acknowledged. */
export function newJob({ facts, request, lineage, ...parts }: NewJob, at: number): Job {
	return Job.parse({
		...parts,
		version: recordVersion,
		createdAt: at,
		phase: 'queued',
		request,
		requester: { id: facts.userId, locale: facts.locale },
		destination: destinationOf(facts, request.private),
		lineage: lineage ?? null,
		acknowledged: false,
	});
}
