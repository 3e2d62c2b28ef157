import { longestDescription } from '../../discord/messageLimits.js';
import {
	ComponentType,
	type APIFileComponent,
	type APIMediaGalleryComponent,
	type RESTAPIAttachment,
} from 'discord-api-types/v10';
import type { Job } from '../../jobs/record/job.js';
import { fileName } from '../parts/fileName.js';
import { wordsFor } from '../parts/jobLines.js';
import { plain } from '../parts/memberText.js';

/** How the file of a result is shown. */
interface FileView {
	/** Its name, if it is not the job's own. */
	readonly fileName?: string | undefined;
	/** Without the member's own words. */
	readonly neutral?: boolean | undefined;
}

const nameOf = (job: Job, view: FileView): string => view.fileName ?? fileName(job);

function altText(job: Job, { neutral }: FileView): string {
	const { alt, altHidden } = wordsFor(job).cards;
	const prompt = plain(job.request.prompt, 900);
	// A covered video is not told in words.
	return plain(
		neutral === true || job.request.spoiler || prompt === '' ? altHidden : alt({ prompt }),
		longestDescription,
	);
}

/** What every client shows as a video or a picture; anything else is a file to save. */
const showable = /\.(?:mp4|mov|webm|gif)$/u;

/** The video itself, as its message shows it: to be played, or to be saved. */
export const shownFile = (job: Job, view: FileView): APIMediaGalleryComponent | APIFileComponent =>
	showable.test(nameOf(job, view)) ? gallery(job, view) : file(job, view);

const file = (job: Job, view: FileView): APIFileComponent => ({
	type: ComponentType.File,
	file: { url: `attachment://${nameOf(job, view)}` },
	spoiler: job.request.spoiler,
});

const gallery = (job: Job, view: FileView): APIMediaGalleryComponent => ({
	type: ComponentType.MediaGallery,
	items: [
		{
			media: { url: `attachment://${nameOf(job, view)}` },
			description: altText(job, view),
			spoiler: job.request.spoiler,
		},
	],
});

/** The same as a file of that message. */
export const attachment = (job: Job, view: FileView): RESTAPIAttachment => ({
	id: '0',
	filename: nameOf(job, view),
	description: altText(job, view),
	is_spoiler: job.request.spoiler,
});
