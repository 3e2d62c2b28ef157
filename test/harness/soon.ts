import { expect } from 'vitest';
import { patienceMs } from './patience.js';

/** What will be so in a moment: asked again and again, for as long as a busy machine may need. */
export const soon = <T>(what: () => T) => expect.poll(what, { timeout: patienceMs, interval: 10 });
