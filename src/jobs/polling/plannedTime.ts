import { minutes } from '../../lib/time.js';

/** Nothing that this program plans lies further ahead. */
const furthestMs = minutes(15);

/**
 * A planned time read from a record, as it may be believed at `now`: one that lies further ahead than anything is planned
 * was written before the machine's clock was set back, and is due now.
 */
export const plannedTime = (planned: number, now: number): number => (planned - now > furthestMs ? now : planned);
