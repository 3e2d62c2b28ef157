import type { Logger } from 'pino';
import type { InteractionFacts } from '../../discord/interactionFacts.js';
import type { Job } from '../../jobs/record/job.js';
import { logLine } from '../../messages/pages/logLine.js';
import type {
	AcceptedComparison,
	AcceptedJoin,
	AcceptedRequest,
	Admission,
	AdmissionVerdict,
} from '../admission/admission.js';
import type { DiscordApi } from '../discord/discordApi.js';
import type { Settings } from '../records/settings.js';

interface RequestLogParts {
	readonly admission: Pick<Admission, 'admit' | 'admitComparison'>;
	readonly settings: Pick<Settings, 'of'>;
	readonly discord: Pick<DiscordApi, 'createMessage'>;
	readonly log: Logger;
}

/** Lines on their way at once: more would come of a flood, and the videos themselves go first. */
const mostUnderWay = 20;

/**
 * Admission, with a line for a server's moderators of every request that it takes. No request waits for its line: one that
 * cannot be posted, or whose process ends before, is left out.
 */
export class RequestLog {
	readonly #parts: RequestLogParts;
	#underWay = 0;

	constructor(parts: RequestLogParts) {
		this.#parts = parts;
	}

	async admit(request: AcceptedRequest | AcceptedJoin): Promise<AdmissionVerdict> {
		const verdict = await this.#parts.admission.admit(request);
		if (verdict.type === 'accepted') void this.#note(verdict.job, request.facts);
		return verdict;
	}

	/** One request, and so one line. */
	async admitComparison(request: AcceptedComparison): Promise<AdmissionVerdict> {
		const verdict = await this.#parts.admission.admitComparison(request);
		if (verdict.type === 'accepted') void this.#note(verdict.job, request.telling.facts);
		return verdict;
	}

	async #note(job: Job, { guildId, guildLocale, locale }: InteractionFacts): Promise<void> {
		const { settings, discord, log } = this.#parts;
		if (guildId === null || this.#underWay >= mostUnderWay) return;
		this.#underWay += 1;
		try {
			const { logChannel } = await settings.of(guildId);
			if (logChannel !== null) await discord.createMessage(logChannel, logLine(job, guildLocale ?? locale));
		} catch (error) {
			log.info({ err: error, jobId: job.id, guildId }, 'a request was not told to the moderators');
		} finally {
			this.#underWay -= 1;
		}
	}
}
