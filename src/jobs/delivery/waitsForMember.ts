import type { Job } from '../record/job.js';

/** Its outcome is known and nobody could be told: it is kept until its member asks for it. */
export const waitsForMember = ({ phase, delivery }: Job): boolean => phase === 'closed' && delivery.undelivered;
