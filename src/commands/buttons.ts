import { askAgain, type AskAgainParts } from './askAgain.js';
import { cancel, type CancelParts } from './cancel.js';
import type { Presses } from './dispatcher.js';
import { turnModels, type ModelsParts } from './models.js';
import { forget, type PrivacyParts } from './privacy.js';
import { filterHistory, turnHistory, type VideosParts } from './videos.js';

export type ButtonParts = AskAgainParts & CancelParts & ModelsParts & VideosParts & PrivacyParts;

/** What each button and select does. An action that is missing here is answered as one we do not know any more. */
export const buttons = (parts: ButtonParts): Presses => ({
	cancel: (press) => cancel(press, parts),
	askagain: (press) => askAgain(press, parts),
	models: (press) => turnModels(press, parts),
	history: (press) => turnHistory(press, parts),
	filter: (press) => filterHistory(press, parts),
	forget: (press) => forget(press, parts),
});
