import type { DiscordProblemKind } from '../../discord/discordProblem.js';
import { everybodysLimit } from '../../discord/uploadLimits.js';
import type { Job } from '../../jobs/record/job.js';
import type { Records } from '../records/records.js';
import type { ComparedFile, ResultAttachment, ResultForm } from './resultForm.js';

/** Discord lets each file be as large as the limit; of a whole request it promises no more than this. */
const largestRequest = 25_000_000;

/** What is left of it for files. */
const filesShare = 0.95;

interface ComparedFilesParts {
	readonly store: Pick<Records, 'get'>;
	/** The video of one job, as it fits under a limit; or a link to it, or words. */
	readonly pack: (job: Job, limit: number) => Promise<ResultAttachment>;
	/** No file; the link, if one lasts. */
	readonly link: (job: Job) => ResultAttachment;
}

/** Packs the videos of a comparison so that all of them fit into one message, each in its own form. */
export class ComparedFiles {
	readonly #parts: ComparedFilesParts;

	constructor(parts: ComparedFilesParts) {
		this.#parts = parts;
	}

	/** @param limit largest file in bytes */
	async pack(comparison: Job, limit: number, most = Math.max(limit, largestRequest)): Promise<ResultAttachment> {
		const ids = comparison.comparison?.told ?? [];
		const found = await Promise.all(ids.map((id) => this.#parts.store.get(id)));
		const jobs = found.filter((job) => job !== undefined);
		const each = Math.min(limit, Math.floor((most * filesShare) / Math.max(1, jobs.length)));
		const files: ComparedFile[] = [];
		// One after the other: making a video smaller takes the whole machine.
		for (const job of jobs) files.push({ job, attachment: await this.#parts.pack(job, each) });
		return together(files);
	}

	/** The next form after Discord did not take one; as `Attachments` does it for a single video. */
	async next(
		comparison: Job,
		{ attachment, neutral }: ResultForm,
		kind: DiscordProblemKind,
	): Promise<ResultForm | undefined> {
		const files = attachment.compared ?? [];
		const hasFiles = files.some((file) => file.attachment.upload !== undefined);
		const hasLinks = files.some((file) => file.attachment.link !== undefined);
		const blind: ResultForm | undefined = neutral ? undefined : { attachment, neutral: true };
		const links = (why: LinkReason = {}): ResultForm => ({ neutral, attachment: this.#links(files, why) });
		const words = (isUnwanted = false): ResultForm => ({ neutral, attachment: inWords(files, isUnwanted) });
		switch (kind) {
			case 'too-large': {
				if (!hasFiles) return undefined;
				const isSmall = attachment.bytes <= everybodysLimit;
				return isSmall
					? links()
					: { neutral, attachment: await this.pack(comparison, everybodysLimit, everybodysLimit) };
			}
			case 'no-uploads':
				return hasFiles ? links({ isBarred: true }) : undefined;
			case 'unwanted-file':
				return hasFiles ? links({ isUnwanted: true }) : undefined;
			case 'unwanted-link':
				return hasLinks ? words(true) : blind;
			case 'blocked':
				return blind;
			case 'unanswered':
			case 'stripped':
				if (hasFiles) return links();
				return hasLinks ? words() : blind;
			default:
				return undefined;
		}
	}

	#links(files: readonly ComparedFile[], why: LinkReason): ResultAttachment {
		const link = (job: Job): ResultAttachment => ({ ...this.#parts.link(job), ...why });
		return together(files.map(({ job, attachment }) => ({ job, attachment: isMade(job) ? link(job) : attachment })));
	}
}

/** Why there is no file, where it is not its size. */
type LinkReason = Pick<ResultAttachment, 'isUnwanted' | 'isBarred'>;

const isMade = ({ outcome }: Job): boolean => outcome?.type === 'succeeded';

const inWords = (files: readonly ComparedFile[], isUnwanted: boolean): ResultAttachment =>
	together(
		files.map(({ job, attachment }) => ({
			job,
			attachment: isMade(job) ? { form: 'link', bytes: 0, isUnwanted } : attachment,
		})),
	);

function together(compared: readonly ComparedFile[]): ResultAttachment {
	const forms = compared.map(({ attachment }) => attachment.form);
	const form = (['original', 'reencoded', 'link'] as const).find((one) => forms.includes(one)) ?? 'words';
	return { form, bytes: compared.reduce((sum, { attachment }) => sum + attachment.bytes, 0), compared };
}
