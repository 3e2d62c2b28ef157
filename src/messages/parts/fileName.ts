import { endingOf } from '../../lib/contentTypes.js';
import type { Job } from '../../jobs/record/job.js';

/**
 * What the video is called when it is uploaded: ASCII and ours, because Discord rewrites every other name, and with the ending
 * of what is sent, because Discord gives the type by it.
 */
export const fileName = (job: Pick<Job, 'id' | 'media'>, contentType = job.media?.contentType): string =>
	`reelay-${job.id.replace(/\W/gu, '')}.${endingOf(contentType ?? '') ?? 'mp4'}`;
