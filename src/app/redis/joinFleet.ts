import type { Environment } from '../../lib/environment.js';
import type { Bot } from '../../gateway/bot.js';
import type { CometApi } from '../cometApi.js';
import type { Interactions } from '../interactions.js';
import type { Jobs } from '../jobs.js';
import { seldom, type Fleet } from './fleet.js';

interface JoiningParts {
	readonly cometapi: Pick<CometApi, 'pauses'>;
	readonly jobs: Pick<Jobs, 'admission' | 'foundCards' | 'pace'>;
	readonly interactions: Pick<Interactions, 'access'>;
	readonly bot: Pick<Bot, 'shards'>;
}

/** From now on this process takes up jobs beside the others, and hears what they change of what is kept in memory. */
export function joinFleet(
	fleet: Fleet,
	{ cometapi, jobs, interactions, bot }: JoiningParts,
	{ clock }: Pick<Environment, 'clock'>,
): Promise<void> {
	return fleet.start({
		found: (id) => jobs.foundCards.add([id], new Set()),
		refresh: [
			() => interactions.access.refresh(),
			() => cometapi.pauses.refresh(),
			() => jobs.admission.intake.refresh(),
			seldom(clock, () => jobs.pace.refresh()),
		],
		shards: () => bot.shards,
	});
}
