import type { Job } from '../../jobs/record/job.js';
import type { MessageBody } from '../../discord/messageBody.js';
import { resultMessage, type ResultView } from '../../messages/cards/resultMessage.js';
import type { TellingView } from '../../messages/cards/tellingParts.js';
import { comparisonMessage } from '../../messages/comparison/comparisonMessage.js';
import type { Catalogue } from '../cometapi/catalogue.js';
import type { VideoApi } from '../cometapi/videoApi.js';
import type { Videos } from '../media/videos/videos.js';
import type { FilmChain } from './filmChain.js';
import type { ResultAttachment } from './resultForm.js';

interface ResultViewsParts {
	readonly catalogue: Pick<Catalogue, 'actionsOn'>;
	readonly videos: Pick<Videos, 'canEdit'>;
	readonly videoApi: Pick<VideoApi, 'owns'>;
	readonly chain: Pick<FilmChain, 'of'>;
}

/** What a telling shows of a result, whoever tells it and wherever: the file or the link, and what can be made of it here. */
export class ResultViews {
	readonly #parts: ResultViewsParts;

	constructor(parts: ResultViewsParts) {
		this.#parts = parts;
	}

	/** The message itself: of one job, or of several that are told together. */
	async message(
		job: Job,
		attachment: ResultAttachment,
		how: TellingView & Pick<ResultView, 'thumbnail'>,
	): Promise<MessageBody> {
		const { compared } = attachment;
		if (compared === undefined) return resultMessage(job, { ...(await this.of(job, attachment)), ...how });
		const views = compared.map(({ job: one, attachment: each }) => {
			const { form, upload, link, isUnwanted: unwanted, isBarred: barred } = each;
			return { job: one, form, fileName: upload?.name, link, unwanted, barred };
		});
		return comparisonMessage(job, views, how);
	}

	async of(job: Job, attachment: ResultAttachment): Promise<Omit<ResultView, 'mention'>> {
		const { form, upload, link, note, isUnwanted: unwanted, isBarred: barred } = attachment;
		const { catalogue, chain, videos, videoApi } = this.#parts;
		const { remix, extend, upscale } = catalogue.actionsOn(job.request.model);
		const frames = await videos.canEdit();
		const url = job.outcome?.type === 'succeeded' ? job.outcome.result.urls[0] : undefined;
		// Another provider can fetch only what needs no key of ours.
		const upscalable = upscale && url !== undefined && !videoApi.owns(url);
		const joinable = frames && (await chain.of(job)).type === 'pieces';
		const building = { remixable: remix, extendable: extend, upscalable, joinable };
		return { form, fileName: upload?.name, link, note, unwanted, barred, ...building, frames };
	}
}
