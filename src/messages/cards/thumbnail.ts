import { longestDescription } from '../../discord/messageLimits.js';
import {
	ComponentType,
	type APIComponentInContainer,
	type APITextDisplayComponent,
	type RESTAPIAttachment,
} from 'discord-api-types/v10';
import type { Job } from '../../jobs/record/job.js';
import { frameName, type Thumbnail } from '../../jobs/delivery/thumbnail.js';
import { wordsFor } from '../parts/jobLines.js';
import { plain } from '../parts/memberText.js';

/** How a card shows its small picture. */
interface ThumbnailView {
	readonly thumbnail?: Thumbnail | undefined;
	/** Without the member's own words. */
	readonly neutral?: boolean | undefined;
}

/**
 * The first text of a card with the small picture beside it; the text alone where there is none. What may be long stands
 * below, in the whole width: on a phone there is little beside a picture.
 */
export function withThumbnail(
	job: Job,
	view: ThumbnailView,
	text: APITextDisplayComponent | undefined,
): APIComponentInContainer | undefined {
	if (view.thumbnail === undefined || text === undefined) return text;

	const { name } = view.thumbnail;
	const accessory = {
		type: ComponentType.Thumbnail as const,
		media: { url: `attachment://${name}` },
		description: thumbnailText(job, name, view),
		spoiler: job.request.spoiler,
	};
	return { type: ComponentType.Section, components: [text], accessory };
}

/** The files of a message whose only file is its small picture; no word of them where the message holds it already. */
export function thumbnailFiles(job: Job, view: ThumbnailView): { attachments?: RESTAPIAttachment[] } {
	const { thumbnail } = view;
	if (thumbnail?.file === undefined) return {};
	const { name: filename } = thumbnail;
	const description = thumbnailText(job, filename, view);
	return { attachments: [{ id: '0', filename, description, is_spoiler: job.request.spoiler }] };
}

/** For a screen reader: what the picture is to the video, as far as we know. */
function thumbnailText(job: Job, name: string, { neutral }: ThumbnailView): string {
	const { start, startHidden, frame, frameHidden } = wordsFor(job).cards.thumbnail;
	const [told, hidden] = name === frameName(job) ? [frame, frameHidden] : [start, startHidden];
	const prompt = plain(job.request.prompt, 900);
	// A covered picture is not told in words.
	return plain(
		neutral === true || job.request.spoiler || prompt === '' ? hidden : told({ prompt }),
		longestDescription,
	);
}
