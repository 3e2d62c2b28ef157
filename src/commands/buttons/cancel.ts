import { InteractionResponseType } from 'discord.js';
import { DiscordProblem } from '../../discord/discordProblem.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';
import type { Job } from '../../jobs/record/job.js';
import type { Clock } from '../../lib/time.js';
import { refusal } from '../../messages/cards/refusal.js';
import type { DiscordApi } from '../../services/discord/discordApi.js';
import type { Admission } from '../../services/admission/admission.js';
import type { Engine } from '../../services/scheduling/engine.js';
import type { JobStore } from '../../services/records/jobStore.js';
import type { Press } from '../interaction/command.js';
import { mayPress } from '../interaction/mayPress.js';

export interface CancelParts {
	readonly store: Pick<JobStore, 'get' | 'leaveNote'>;
	readonly engine: Pick<Engine, 'look'>;
	readonly admission: Pick<Admission, 'refuse'>;
	readonly discord: Pick<DiscordApi, 'respond'>;
	readonly clock: Clock;
}

/**
 * The Cancel button: leaves word for the job's next step, which alone decides what can still be stopped, and asks for
 * that step now. The card itself shows what came of it.
 */
export async function cancel({ facts, id }: Press, parts: CancelParts): Promise<void> {
	const { clock, discord, admission, engine, store } = parts;
	const job = await store.get(id.jobId);
	const obstacle = obstacleTo(job, facts);
	if (job === undefined || obstacle !== undefined) {
		return admission.refuse(facts, refusal({ type: 'button', why: obstacle ?? 'gone' }, facts.locale));
	}

	await store.leaveNote('cancel', job.id, clock.now());
	engine.look(job.id);
	try {
		await discord.respond(
			{ id: facts.interactionId, token: facts.token },
			{ type: InteractionResponseType.DeferredMessageUpdate },
		);
	} catch (error) {
		// The note counts, not the answer to the press.
		if (!(error instanceof DiscordProblem)) throw error;
	}
}

function obstacleTo(job: Job | undefined, facts: InteractionFacts): 'gone' | 'notYours' | 'finished' | undefined {
	if (job === undefined) return 'gone';
	// The record's word, not the custom id's, says whose job it is.
	if (!mayPress(facts, job.requester.id)) return 'notYours';
	return job.outcome ? 'finished' : undefined;
}
