import { ComponentType } from 'discord-api-types/v10';
import type { UsageReport } from '../jobs/usage.js';
import { successOf } from '../jobs/usage.js';
import { words as wordsOf } from '../i18n/index.js';
import { card, heading, small, text } from './card.js';
import { messageBody, type MessageBody } from './messageBody.js';
import { mostRanked } from './usageChart.js';

export interface UsageView {
	readonly report: UsageReport;
	readonly locale: string;
	readonly days: number;
	/** How long records are kept, ms. */
	readonly retentionMs: number;
	/** Estimated US dollars of the last 24 hours, as limits count them, and what is allowed. */
	readonly spent: number;
	readonly allowed: number | undefined;
	/** The picture's file name; without it there is none. */
	readonly chart: string | undefined;
}

const dayMs = 86_400_000;

/** What a server made and spent, beside its chart. The chart names members by rank, and these lines say who they are. */
export function usagePage({ report, locale, days, retentionMs, spent, allowed, chart }: UsageView): MessageBody {
	const says = wordsOf(locale).admin.usage;
	const { total, members } = report;
	const description = `${says.alt}: ${says.totals({ jobs: total.jobs, usd: total.usd, success: successOf(total) })}`;
	const ranks = members.slice(0, mostRanked).map(({ name }, index) => `${says.member({ rank: index + 1 })} <@${name}>`);
	const body = messageBody(
		card(
			'quiet',
			text(
				heading(says.title({ days })),
				total.jobs === 0 ? says.none : says.totals({ jobs: total.jobs, usd: total.usd, success: successOf(total) }),
				allowed === undefined ? says.spent({ spent }) : says.limits({ spent, allowed }),
			),
			chart === undefined
				? undefined
				: {
						type: ComponentType.MediaGallery,
						items: [{ media: { url: `attachment://${chart}` }, description }],
					},
			text(
				ranks.length > 0 ? small(ranks.join(' · ')) : undefined,
				retentionMs < days * dayMs ? small(says.kept({ ms: retentionMs })) : undefined,
			),
		),
	);
	return chart === undefined ? body : { ...body, attachments: [{ id: '0', filename: chart, description }] };
}
