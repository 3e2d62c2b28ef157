import type { Job } from '../../jobs/record/job.js';
import { seconds, within, type Clock } from '../../lib/time.js';
import { formatsOf, words as wordsOf } from '../../i18n/index.js';
import { plain } from '../../messages/parts/memberText.js';
import type { GuildJobs } from '../../services/admin/guildJobs.js';
import type { Choices } from '../interaction/command.js';
import type { Responding } from '../interaction/respond.js';

interface RepairChoicesParts extends Pick<Responding, 'log'> {
	readonly guildJobs: Pick<GuildJobs, 'recent'>;
	readonly clock: Clock;
}

interface Wanted {
	readonly wanted: 'unknown' | 'ended';
	readonly typed: string;
	readonly guildId: string;
	readonly locale: string;
}

/** Discord takes an autocomplete for lost after 3 s; an id can still be typed then. */
const patienceMs = seconds(2);

/** Of a choice's name, and of the words of a request in it. */
const longestName = 100;
const longestPrompt = 45;

/** The requests that can be repaired, by their words: those that nobody was told of first. */
export async function repairChoices(
	{ wanted, typed, guildId, locale }: Wanted,
	parts: RepairChoicesParts,
): Promise<Choices> {
	const { clock, guildJobs, log } = parts;
	try {
		const list = await within(clock, patienceMs, guildJobs.recent(guildId));
		const jobs = wanted === 'unknown' ? list.unknown : [...new Set([...list.undelivered, ...list.ended])];
		const query = typed.trim().toLowerCase();
		return jobs
			.map((job) => ({ name: nameOf(job, clock.now(), locale), value: job.id }))
			.filter(({ name, value }) => value.includes(query) || name.toLowerCase().includes(query));
	} catch (error) {
		log.warn({ err: error, guildId }, 'no requests offered to an admin');
		return [];
	}
}

function nameOf({ request, model, createdAt, delivery }: Job, now: number, locale: string): string {
	const { requests: says } = wordsOf(locale).admin;
	const prompt = request.private ? says.private : plain(request.prompt, longestPrompt);
	const ago = says.ago({ span: formatsOf(locale).span(now - createdAt) });
	const state = delivery.undelivered ? [says.states.undelivered] : [];
	return plain([prompt, model.name, ago, ...state].join(' · '), longestName);
}
