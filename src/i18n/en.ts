import { admin } from './en/admin.js';
import { cards } from './en/cards.js';
import { commands } from './en/commands.js';
import { controls } from './en/controls.js';
import { failures } from './en/failures.js';
import { pages } from './en/pages.js';
import { refusals } from './en/refusals.js';

/**
 * The English catalogue, and by its shape the catalogue of every language. Where values occur a key is a function of
 * named, unformatted values; times arrive as Discord timestamps, member's words already neutralised.
 */
export const en = { admin, cards, commands, controls, failures, pages, refusals };

export type Words = typeof en;
