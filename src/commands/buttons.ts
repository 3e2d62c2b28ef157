import { askAgain, type AskAgainParts } from './buttons/askAgain.js';
import { cancel, type CancelParts } from './buttons/cancel.js';
import type { Presses } from './interaction/dispatcher.js';
import { turnModels, type ModelsParts } from './pages/models.js';
import { forget, type PrivacyParts } from './pages/privacy.js';
import { filterHistory, turnHistory, type VideosParts } from './pages/videos.js';

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
