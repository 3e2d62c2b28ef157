import type { Job, Receipt } from '../../jobs/record/job.js';
import type { Upload } from '../discord/discordApi.js';
import type { FittedVideo } from '../media/videos/videoEditing.js';

/** What goes with a telling: the video, as it came or made smaller; else a link to it; else words alone. */
export interface ResultAttachment {
	readonly form: Receipt['form'];
	readonly upload?: Upload;
	/** What goes along for each of several jobs that are told together, instead of one upload. */
	readonly compared?: readonly ComparedFile[];
	/** Where the provider keeps the video, for a while. */
	readonly link?: string;
	readonly bytes: number;
	/** What a member should know of the file that goes along. */
	readonly note?: FittedVideo['note'] | undefined;
	/** Discord's own filter takes the video, or the link to it, nowhere. */
	readonly isUnwanted?: boolean;
	/** No file may be posted there, whatever it is. */
	readonly isBarred?: boolean;
}

/** How an outcome is told: what goes along, and whether the member's own words are left out. */
export interface ResultForm {
	readonly attachment: ResultAttachment;
	readonly neutral: boolean;
}

/** What goes with a message that tells of several jobs, for one of them. */
export interface ComparedFile {
	readonly job: Job;
	readonly attachment: ResultAttachment;
}

/** The files of a telling, of one video or of several. */
export const uploadsOf = ({ upload, compared = [] }: ResultAttachment) =>
	[upload, ...compared.map(({ attachment }) => attachment.upload)].filter((file) => file !== undefined);
