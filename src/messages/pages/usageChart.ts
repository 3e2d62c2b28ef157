import type { DayUsage, NamedUsage, UsageReport } from '../../jobs/accounting/usage.js';
import { successOf } from '../../jobs/accounting/usage.js';
import { formatsOf, words as wordsOf } from '../../i18n/index.js';
import { plain } from '../parts/memberText.js';

/** Draws a text as an outline that begins at 0,0 on its base line; so a picture needs no fonts where it is looked at. */
export type TextOutliner = (text: string, size: number) => { readonly path: string; readonly width: number };

interface ChartParts {
	readonly report: UsageReport;
	readonly locale: string;
	readonly lettering: TextOutliner;
}

/** Units of the picture. It is looked at on phones, 375 px wide and less: nothing is written smaller than `small`. */
const width = 1000;
const margin = 40;
const inner = width - 2 * margin;
const large = 48;
const small = 42;
const colours = {
	back: '#2b2d31',
	text: '#f2f3f5',
	dim: '#b5bac1',
	line: '#4e5058',
	good: '#3ba55d',
	rest: '#80848e',
	usd: '#f0a020',
};

/** How many models and members are named; the page beside the chart says who the members are. */
export const mostRanked = 5;

/**
 * The usage of a guild as two SVG pictures: requests and spending by day, and who and what they were for. One picture of both
 * would be so tall that Discord showed it small.
 */
export const usageCharts = (parts: ChartParts): readonly [byDay: string, byName: string] => [
	byDay(parts),
	byName(parts),
];

function byDay({ report: { days }, locale, lettering }: ChartParts): string {
	const says = wordsOf(locale).admin.usage;
	const { number, usd } = formatsOf(locale);
	const pen = new Pen(lettering);
	const date = dateOf(locale);

	pen.title(says.requests);
	pen.legend([
		{ what: says.succeeded, colour: colours.good },
		{ what: says.others, colour: colours.rest },
	]);
	pen.bars(days, { height: 240, parts: requestParts, scale: number, date });
	pen.title(says.spending);
	pen.bars(days, { height: 180, parts: spendingParts, scale: usd, date });
	return pen.picture();
}

function byName({ report, locale, lettering }: ChartParts): string {
	const says = wordsOf(locale).admin.usage;
	const pen = new Pen(lettering);
	for (const { title, entries } of rankings(report, locale)) {
		pen.title(title, says.barHint);
		pen.ranking(entries);
	}
	return pen.picture();
}

/** What stands in one line of a ranking. */
interface Ranked {
	readonly name: string;
	readonly figures: string;
	readonly jobs: number;
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

const requestParts = ({ jobs, succeeded }: DayUsage): readonly Part[] => [
	{ value: succeeded, colour: colours.good },
	{ value: jobs - succeeded, colour: colours.rest },
];
const spendingParts = ({ usd }: DayUsage): readonly Part[] => [{ value: usd, colour: colours.usd }];

interface Part {
	readonly value: number;
	readonly colour: string;
}

interface Bars {
	readonly height: number;
	readonly parts: (day: DayUsage) => readonly Part[];
	readonly scale: (value: number) => string;
	readonly date: (at: number) => string;
}

/** Days between two dates that are written below the bars. */
const dateEvery = 10;

const dateOf = (locale: string): ((at: number) => string) => {
	const format = new Intl.DateTimeFormat(locale, { month: 'numeric', day: 'numeric', timeZone: 'UTC' });
	return (at) => format.format(at);
};

interface Writing {
	readonly x: number;
	readonly y: number;
	readonly size: number;
	readonly colour?: string;
	/** Where in the text `x` is. */
	readonly at?: 'start' | 'middle' | 'end';
}

/** Writes one picture from top to bottom. */
class Pen {
	readonly #lettering: TextOutliner;
	readonly #shapes: string[] = [];
	/** Where the next thing begins. */
	#y = margin;

	constructor(lettering: TextOutliner) {
		this.#lettering = lettering;
	}

	/** What follows, with a remark at the end of the line, or below it where the line is too short for both. */
	title(what: string, remark = ''): void {
		this.#y += large;
		this.#text(what, { x: margin, y: this.#y, size: large });
		if (remark !== '') {
			const together = this.#long(what, large) + gap + this.#long(remark, small);
			if (together > inner) this.#y += small + 14;
			this.#text(remark, { x: width - margin, y: this.#y, size: small, colour: colours.dim, at: 'end' });
		}
		this.#y += 22;
	}

	legend(of: readonly { readonly what: string; readonly colour: string }[]): void {
		let x = margin;
		this.#y += small;
		for (const { what, colour } of of) {
			this.#box({ x, y: this.#y - 30, wide: 30, tall: 30, colour });
			this.#text(what, { x: x + 44, y: this.#y, size: small, colour: colours.dim });
			x += 44 + this.#long(what, small) + gap;
		}
		this.#y += 22;
	}

	bars(of: readonly DayUsage[], { height, parts, scale, date }: Bars): void {
		const sum = (day: DayUsage): number => parts(day).reduce((total, { value }) => total + value, 0);
		const top = Math.max(...of.map(sum), 0);
		const step = inner / of.length;
		this.#y += small;
		this.#text(scale(top), { x: margin, y: this.#y - 6, size: small, colour: colours.dim });
		for (const share of [0, 0.5, 1]) {
			this.#box({ x: margin, y: this.#y + height * share, wide: inner, tall: 2, colour: colours.line });
		}
		this.#y += height;
		of.forEach((day, index) => {
			let base = this.#y;
			for (const { value, colour } of parts(day)) {
				const tall = top === 0 ? 0 : (value / top) * height;
				base -= tall;
				if (tall > 0) this.#box({ x: margin + (index + 0.15) * step, y: base, wide: step * 0.7, tall, colour });
			}
		});
		this.#dates(of, date);
	}

	ranking(of: readonly Ranked[]): void {
		const top = Math.max(...of.map(({ jobs }) => jobs), 1);
		for (const { name, figures, jobs } of of) {
			this.#y += small + 6;
			const room = inner - this.#long(figures, small) - gap;
			this.#text(this.#fitted(name, room), { x: margin, y: this.#y, size: small });
			this.#text(figures, { x: width - margin, y: this.#y, size: small, colour: colours.dim, at: 'end' });
			this.#box({ x: margin, y: this.#y + 16, wide: inner, tall: 18, colour: colours.line });
			this.#box({ x: margin, y: this.#y + 16, wide: (jobs / top) * inner, tall: 18, colour: colours.good });
			this.#y += 52;
		}
		this.#y += 40;
	}

	picture(): string {
		const tall = Math.round(this.#y);
		return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${tall}" viewBox="0 0 ${width} ${tall}"><rect width="100%" height="100%" fill="${colours.back}"/>${this.#shapes.join('')}</svg>`;
	}

	/** Some dates, counted back from today, each below its bar as far as the edges allow. */
	#dates(of: readonly DayUsage[], format: (at: number) => string): void {
		this.#y += small + 10;
		of.forEach(({ at }, index) => {
			if ((of.length - 1 - index) % dateEvery !== 0) return;
			const written = format(at);
			const half = this.#long(written, small) / 2;
			const middle = margin + ((index + 0.5) / of.length) * inner;
			const x = Math.min(Math.max(middle, margin + half), width - margin - half);
			this.#text(written, { x, y: this.#y, size: small, colour: colours.dim, at: 'middle' });
		});
		this.#y += 48;
	}

	/** A name, shortened to what there is room for. */
	#fitted(name: string, room: number): string {
		for (let most = 40; most > 4; most -= 1) {
			const short = plain(name, most);
			if (this.#long(short, small) <= room) return short;
		}
		return plain(name, 4);
	}

	#long(what: string, size: number): number {
		return this.#lettering(what, size).width;
	}

	#text(what: string, { x, y, size, colour = colours.text, at = 'start' }: Writing): void {
		const { path, width: long } = this.#lettering(what, size);
		const left = at === 'start' ? x : at === 'middle' ? x - long / 2 : x - long;
		this.#shapes.push(`<path transform="translate(${round(left)} ${round(y)})" fill="${colour}" d="${path}"/>`);
	}

	#box({ x, y, wide, tall, colour }: Box): void {
		this.#shapes.push(
			`<rect x="${round(x)}" y="${round(y)}" width="${round(wide)}" height="${round(tall)}" fill="${colour}"/>`,
		);
	}
}

interface Box {
	readonly x: number;
	readonly y: number;
	readonly wide: number;
	readonly tall: number;
	readonly colour: string;
}

/** Between two texts of one line. */
const gap = 36;

const round = (value: number): number => Math.round(value * 10) / 10;
