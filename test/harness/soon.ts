import { expect } from 'vitest';

/** What will be so in a moment: asked again and again, for as long as a busy machine may need. */
export const soon = <T>(what: () => T) => expect.poll(what, { timeout: 10_000, interval: 10 });
