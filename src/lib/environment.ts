import type { Logger } from 'pino';
import type { Clock } from './time.js';

/** What a part that acts gets from outside: time, chance, and a place to say what happens. Tests hand in their own. */
export interface Environment {
	readonly clock: Clock;
	/** A number from 0 up to 1. */
	readonly random: () => number;
	readonly log: Logger;
}
