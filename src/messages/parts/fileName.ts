import type { Job } from '../../jobs/record/job.js';

const extensions: Readonly<Record<string, string>> = {
	'video/mp4': 'mp4',
	'video/quicktime': 'mov',
	'video/webm': 'webm',
};

/** What the video is called when it is uploaded: ASCII and ours, because Discord rewrites every other name. */
export const fileName = (job: Job): string =>
	`reelay-${job.id.replace(/\W/gu, '')}.${extensions[job.media?.contentType ?? ''] ?? 'mp4'}`;
