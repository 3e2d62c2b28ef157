import type { Job } from '../../jobs/record/job.js';

const extensions: Readonly<Record<string, string>> = {
	'video/mp4': 'mp4',
	'video/quicktime': 'mov',
	'video/webm': 'webm',
	'video/matroska': 'mkv',
	'video/mp2t': 'ts',
	'video/vnd.avi': 'avi',
	'video/x-flv': 'flv',
	'video/mpeg': 'mpg',
	'image/gif': 'gif',
};

/**
 * What the video is called when it is uploaded: ASCII and ours, because Discord rewrites every other name, and with the ending
 * of what is sent, because Discord gives the type by it.
 */
export const fileName = (job: Pick<Job, 'id' | 'media'>, contentType = job.media?.contentType): string =>
	`reelay-${job.id.replace(/\W/gu, '')}.${extensions[contentType ?? ''] ?? 'mp4'}`;
