import type { PlaceQueue } from '../scheduling/placeQueue.js';
import type { Environment } from '../../lib/environment.js';
import type { CreateGate } from '../cometapi/createGate.js';
import type { DiscordApi } from '../discord/discordApi.js';
import type { PollPace } from '../scheduling/pollPace.js';
import type { ComparedJobs } from './comparedJobs.js';
import type { EditBudget } from './editBudget.js';

/** What the progress message of a job is shown with. */
export interface ProgressCardParts extends Environment {
	readonly discord: DiscordApi;
	readonly queue: Pick<PlaceQueue, 'place' | 'ownPlace'>;
	readonly pace: PollPace;
	/** The least time between two edits of one message, ms. */
	readonly editMs: number;
	readonly creates: Pick<CreateGate, 'reason'>;
	readonly budget: EditBudget;
	/** How the jobs of a comparison stand. */
	readonly compared: Pick<ComparedJobs, 'of'>;
	/** Does something in the name of a job, whoever has caused it. */
	readonly asJob?: (<T>(jobId: string, act: () => T) => T) | undefined;
}
