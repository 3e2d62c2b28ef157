import type { Words } from './en.js';
import { admin } from './ko/admin.js';
import { cards } from './ko/cards.js';
import { commands } from './ko/commands.js';
import { controls } from './ko/controls.js';
import { failures } from './ko/failures.js';
import { pages } from './ko/pages.js';
import { refusals } from './ko/refusals.js';

/** The Korean catalogue. Sentences are polite (해요체) and keep particles off names whose last sound is not known. */
export const ko: Words = { admin, cards, commands, controls, failures, pages, refusals };
