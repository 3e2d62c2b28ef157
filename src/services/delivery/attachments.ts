import type { Logger } from 'pino';
import type { DiscordProblemKind } from '../../discord/discordProblem.js';
import { everybodysLimit } from '../../discord/uploadLimits.js';
import type { Job } from '../../jobs/record/job.js';
import { isComparison } from '../../jobs/record/request.js';
import type { Environment } from '../../lib/environment.js';
import { fileName } from '../../messages/parts/fileName.js';
import type { VideoApi } from '../cometapi/videoApi.js';
import type { Upload } from '../discord/discordApi.js';
import type { Pictures } from '../media/pictures/pictures.js';
import type { Videos } from '../media/videos/videos.js';
import type { SafeFetch } from '../media/download/safeFetch.js';
import type { Records } from '../records/records.js';
import { ComparedFiles } from './comparedFiles.js';
import type { ResultAttachment, ResultForm } from './resultForm.js';

interface AttachmentsParts extends Pick<Environment, 'log'> {
	readonly videos: Videos;
	readonly pictures: Pick<Pictures, 'discard'>;
	readonly fetch: Pick<SafeFetch, 'allows'>;
	readonly videoApi: Pick<VideoApi, 'owns'>;
	readonly store: Pick<Records, 'get'>;
}

/** Packs a job's result so that it fits: never an upload that must fail. */
export class Attachments {
	readonly #videos: Videos;
	readonly #pictures: Pick<Pictures, 'discard'>;
	readonly #fetch: AttachmentsParts['fetch'];
	readonly #videoApi: AttachmentsParts['videoApi'];
	readonly #compared: ComparedFiles;

	constructor(parts: AttachmentsParts) {
		this.#fetch = parts.fetch;
		this.#videoApi = parts.videoApi;
		this.#videos = parts.videos;
		this.#pictures = parts.pictures;
		this.#compared = new ComparedFiles({
			store: parts.store,
			pack: (job, limit) => this.pack(job, limit, parts.log.child({ jobId: job.id })),
			link: (job) => this.#link(job),
		});
	}

	/** @param limit largest file in bytes; 0 where no file may be posted */
	async pack(job: Job, limit: number, log: Logger): Promise<ResultAttachment> {
		if (isComparison(job.request)) return this.#compared.pack(job, limit);
		if (job.outcome?.type !== 'succeeded') return { form: 'words', bytes: 0 };
		const { media } = job;
		if (media && limit === 0) return { ...this.#link(job), isBarred: true };
		const fitted = media ? await this.#videos.fitUnder(media, limit) : undefined;
		if (fitted === undefined) {
			if (media) log.info({ bytes: media.bytes, limit }, 'the video does not fit here; sending a link');
			return this.#link(job);
		}
		const { form, bytes, note } = fitted;
		return { form, upload: await this.#upload(job, fitted.path), bytes, note };
	}

	/** The result as it came, if it fits; else where it lies, and for how long nobody knows. */
	async packOriginal(job: Job, limit: number): Promise<ResultAttachment> {
		const { media } = job;
		if (!media || media.bytes > limit || !(await this.#videos.has(media))) return this.#link(job);
		return { form: 'original', upload: await this.#upload(job, this.#videos.path(media)), bytes: media.bytes };
	}

	/**
	 * The outcome is told: what was needed on the way is deleted, the original stays. That is copies that were made to fit,
	 * and pictures of a process that died after its create was answered and before it had deleted them. Never a failure: what
	 * the disk does not let go is swept later.
	 */
	async discard(jobId: string, log: Logger): Promise<void> {
		const done = await Promise.allSettled([this.#videos.discardCopies(jobId), this.#pictures.discard(jobId)]);
		for (const one of done)
			if (one.status === 'rejected')
				log.warn({ err: one.reason as unknown }, 'files no longer needed were not deleted');
	}

	/**
	 * The next form of a telling after Discord did not take one: a smaller file, a link, words with the reason, and without the
	 * member's own words. Undefined where the form is not what it was refused for, or there is none left.
	 */
	async next(job: Job, form: ResultForm, kind: DiscordProblemKind, log: Logger): Promise<ResultForm | undefined> {
		if (form.attachment.compared) return this.#compared.next(job, form, kind);
		const { attachment, neutral } = form;
		const { upload, bytes, link } = attachment;
		const blind: ResultForm | undefined = neutral ? undefined : { attachment, neutral: true };
		switch (kind) {
			case 'too-large':
				if (upload === undefined) return undefined;
				return {
					neutral,
					attachment: bytes > everybodysLimit ? await this.pack(job, everybodysLimit, log) : this.#link(job),
				};
			case 'no-uploads':
				return upload === undefined ? undefined : { neutral, attachment: { ...this.#link(job), isBarred: true } };
			case 'unwanted-file':
				return upload === undefined ? undefined : { neutral, attachment: { ...this.#link(job), isUnwanted: true } };
			case 'unwanted-link':
				return link === undefined ? blind : { neutral, attachment: { form: 'link', bytes: 0, isUnwanted: true } };
			case 'blocked':
				return blind;
			case 'unanswered':
			case 'stripped':
				if (upload !== undefined) return { neutral, attachment: await this.#lighter(job, attachment, log) };
				return link !== undefined ? { neutral, attachment: { form: 'link', bytes: 0 } } : blind;
			default:
				return undefined;
		}
	}

	/** What may get through where a file never does: one of half its size, then none. */
	async #lighter(job: Job, { form, bytes }: ResultAttachment, log: Logger): Promise<ResultAttachment> {
		return form === 'original' ? this.pack(job, Math.floor(bytes / 2), log) : this.#link(job);
	}

	/** Named by what it is, which need not be what came. */
	async #upload(job: Job, path: string): Promise<Upload> {
		const blob = await this.#videos.blob(path);
		return { name: fileName(job, blob.type), blob };
	}

	#link(job: Job): ResultAttachment {
		const isAlive = job.outcome?.type === 'succeeded' && job.delivery.fetchCause !== 'expired';
		const urls = isAlive && job.outcome?.type === 'succeeded' ? job.outcome.result.urls : [];
		const link = urls.find((url) => this.#isOpen(url));
		return { form: 'link', bytes: 0, ...(link === undefined ? {} : { link }) };
	}

	/** Where we would not go ourselves, we send nobody; and what only our key opens is no link for anybody else. */
	#isOpen(url: string): boolean {
		return this.#fetch.allows(url) && !this.#videoApi.owns(url);
	}
}
