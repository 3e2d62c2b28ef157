import type { DayUsage, NamedUsage, UsageReport } from '../../jobs/accounting/usage.js';
import { successOf } from '../../jobs/accounting/usage.js';
import { formatsOf, words as wordsOf } from '../../i18n/index.js';
import { colours, Pen, type Part, type Ranked, type TextOutliner } from './chartPen.js';

interface ChartParts {
	readonly report: UsageReport;
	readonly locale: string;
	readonly lettering: TextOutliner;
}

/** How many models and members are named; the page beside the chart says who the members are. */
export const mostRanked = 5;

/**
 * The usage of a guild as two SVG pictures: requests and spending by day, and who and what they were for. One picture of both
 * would be so tall that Discord showed it small.
 */
export function usageCharts(parts: ChartParts): readonly [byDay: string, byName: string] {
	const [days, names] = [byDay(parts), byName(parts)];
	// Of two shapes Discord would show the taller one narrower, and its letters smaller.
	const tall = Math.max(days.tall, names.tall);
	return [days.picture(tall), names.picture(tall)];
}

function byDay({ report: { days }, locale, lettering }: ChartParts): Pen {
	const says = wordsOf(locale).admin.usage;
	const { number, usd } = formatsOf(locale);
	const pen = new Pen(lettering);
	const date = dateOf(locale);

	pen.title(says.requests);
	pen.legend([
		{ what: says.succeeded, colour: colours.good },
		{ what: says.others, colour: colours.rest },
		{ what: says.cancelled, colour: colours.line },
	]);
	pen.bars(days, { height: 240, parts: requestParts, scale: number, date });
	pen.title(says.spending);
	pen.bars(days, { height: 180, parts: spendingParts, scale: usd, date });
	return pen;
}

function byName({ report, locale, lettering }: ChartParts): Pen {
	const says = wordsOf(locale).admin.usage;
	const pen = new Pen(lettering);
	for (const { title, entries } of rankings(report, locale)) {
		pen.title(title, says.barHint);
		pen.ranking(entries);
	}
	return pen;
}

/** The models and the members that were busiest, as they are named in the chart: members by rank. */
export function rankings({ models, members }: UsageReport, locale: string) {
	const says = wordsOf(locale).admin.usage;
	const ranked = (entry: NamedUsage, name: string): Ranked => ({
		name,
		figures: says.bar({ jobs: entry.jobs, usd: entry.usd, success: successOf(entry) }),
		jobs: entry.jobs,
	});
	return [
		{ title: says.byModel, entries: models.slice(0, mostRanked).map((entry) => ranked(entry, entry.name)) },
		{
			title: says.byMember,
			entries: members.slice(0, mostRanked).map((entry, index) => ranked(entry, says.member({ rank: index + 1 }))),
		},
	] as const;
}

const requestParts = ({ jobs, succeeded, cancelled }: DayUsage): readonly Part[] => [
	{ value: succeeded, colour: colours.good },
	{ value: jobs - succeeded - cancelled, colour: colours.rest },
	{ value: cancelled, colour: colours.line },
];
const spendingParts = ({ usd }: DayUsage): readonly Part[] => [{ value: usd, colour: colours.usd }];

const dateOf = (locale: string): ((at: number) => string) => {
	const format = new Intl.DateTimeFormat(locale, { month: 'numeric', day: 'numeric', timeZone: 'UTC' });
	return (at) => format.format(at);
};
