import type { Scene } from './studio.js';
import { administration } from './scenes/administration.js';
import { asking } from './scenes/asking.js';
import { buttons } from './scenes/buttons.js';
import { comparing } from './scenes/comparing.js';
import { confirming } from './scenes/confirming.js';
import { done } from './scenes/done.js';
import { ended } from './scenes/ended.js';
import { late } from './scenes/late.js';
import { making } from './scenes/making.js';
import { pages } from './scenes/pages.js';
import { places } from './scenes/places.js';
import { refused } from './scenes/refused.js';
import { repairing } from './scenes/repairing.js';
import { tooLarge } from './scenes/tooLarge.js';
import { waiting } from './scenes/waiting.js';

/** The gallery, in the order in which a member meets it. */
export const scenes: readonly Scene[] = [
	asking,
	confirming,
	comparing,
	waiting,
	making,
	late,
	done,
	tooLarge,
	ended,
	refused,
	buttons,
	pages,
	places,
	administration,
	repairing,
];
