import { longestDescription } from '../../discord/messageLimits.js';
import { ComponentType } from 'discord-api-types/v10';
import type { UsageReport } from '../../jobs/accounting/usage.js';
import { successOf } from '../../jobs/accounting/usage.js';
import { words as wordsOf } from '../../i18n/index.js';
import { card, heading, small, text } from '../parts/card.js';
import { plain } from '../parts/memberText.js';
import { messageBody, type MessageBody } from '../../discord/messageBody.js';
import { mostRanked, rankings } from './usageChart.js';

interface UsageView {
	readonly report: UsageReport;
	readonly locale: string;
	readonly days: number;
	/** How long records are kept, ms. */
	readonly retentionMs: number;
	/** Estimated US dollars of the last 24 hours, as limits count them, and what is allowed. */
	readonly spent: number;
	readonly allowed: number | undefined;
	/** The names of the pictures' files, by day and by name; without them there are none. */
	readonly charts: readonly [byDay: string, byName: string] | undefined;
}

const dayMs = 86_400_000;

/** What a server made and spent, beside its charts. These name members by rank, and the page says who they are. */
export function usagePage(view: UsageView): MessageBody {
	const { report, locale, days, retentionMs, spent, allowed, charts } = view;
	const says = wordsOf(locale).admin.usage;
	const { total, members } = report;
	const totals = says.totals({ jobs: total.jobs, usd: total.usd, success: successOf(total) });
	const ranks = members.slice(0, mostRanked).map(({ name }, index) => `${says.member({ rank: index + 1 })} <@${name}>`);
	const nameless = total.jobs - members.reduce((sum, { jobs }) => sum + jobs, 0);
	const files =
		charts === undefined ? [] : described(charts, [`${says.altDays}: ${totals}`, altOfNames(report, locale)]);
	const body = messageBody(
		card(
			'quiet',
			text(
				heading(says.title({ days })),
				total.jobs === 0 ? says.none : totals,
				allowed === undefined ? says.spent({ spent }) : says.limits({ spent, allowed }),
			),
			...files.map(({ filename, description }) => ({
				type: ComponentType.MediaGallery as const,
				items: [{ media: { url: `attachment://${filename}` }, description }],
			})),
			text(
				ranks.length > 0 ? small(ranks.join(' · ')) : undefined,
				nameless > 0 ? small(says.nameless({ count: nameless })) : undefined,
				total.cancelled > 0 ? small(says.notCounted({ count: total.cancelled })) : undefined,
				retentionMs < days * dayMs ? small(says.kept({ ms: retentionMs })) : undefined,
			),
		),
	);
	return files.length === 0 ? body : { ...body, attachments: files };
}

const described = (names: readonly string[], alts: readonly string[]) =>
	names.map((filename, index) => ({ id: String(index), filename, description: alts[index] ?? '' }));

/** For a screen reader: every line of the rankings. */
function altOfNames(report: UsageReport, locale: string): string {
	const { altNames, barHint } = wordsOf(locale).admin.usage;
	const lines = rankings(report, locale).flatMap(({ title, entries }) => [
		`${title}:`,
		...entries.map(({ name, figures }) => `${plain(name, 60)} ${figures};`),
	]);
	return plain(`${altNames} (${barHint}). ${lines.join(' ')}`, longestDescription);
}
