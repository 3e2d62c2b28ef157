import type { DayUsage, NamedUsage, UsageReport } from '../jobs/usage.js';
import { successOf } from '../jobs/usage.js';
import { formatsOf, words as wordsOf } from '../i18n/index.js';
import { plain } from './memberText.js';

/** Draws a text as an outline that begins at 0,0 on its base line; so a picture needs no fonts where it is looked at. */
export type Lettering = (text: string, size: number) => { readonly path: string; readonly width: number };

interface ChartParts {
	readonly report: UsageReport;
	readonly locale: string;
	readonly lettering: Lettering;
}

const width = 1000;
const margin = 40;
const colours = {
	back: '#2b2d31',
	text: '#f2f3f5',
	dim: '#b5bac1',
	line: '#4e5058',
	good: '#3ba55d',
	rest: '#80848e',
	usd: '#f0a020',
};
const most = 6;

/** The usage of a guild as an SVG picture: requests and spending by day, then by model and by member. */
export function usageChart({ report, locale, lettering }: ChartParts): string {
	const says = wordsOf(locale).admin.usage;
	const { number, usd } = formatsOf(locale);
	const pen = new Pen(lettering);
	const { days, models, members } = report;

	pen.text(says.requests, { x: margin, y: 50, size: 22 });
	pen.legend(says.succeeded, colours.good, 520, 50);
	pen.legend(says.others, colours.rest, 740, 50);
	pen.bars(days, { y: 70, height: 160, parts: requestParts, scale: number });
	pen.text(says.spending, { x: margin, y: 320, size: 22 });
	pen.bars(days, { y: 340, height: 120, parts: spendingParts, scale: usd });
	pen.dates(days, 485, dateOf(locale));

	const row = (entry: NamedUsage) => says.bar({ jobs: entry.jobs, usd: entry.usd, success: successOf(entry) });
	const half = (width - 3 * margin) / 2;
	const ranked = members.map((entry, index) => ({ ...entry, name: says.member({ rank: index + 1 }) }));
	pen.ranking(models.slice(0, most), { x: margin, y: 545, width: half, title: says.byModel, hint: says.barHint, row });
	pen.ranking(ranked.slice(0, most), {
		x: 2 * margin + half,
		y: 545,
		width: half,
		title: says.byMember,
		hint: says.barHint,
		row,
	});
	const rows = Math.min(most, Math.max(models.length, members.length));
	return pen.picture(width, 590 + rows * 58);
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

/** Collects the shapes of one picture. */
class Pen {
	readonly #lettering: Lettering;
	readonly #shapes: string[] = [];

	constructor(lettering: Lettering) {
		this.#lettering = lettering;
	}

	text(what: string, { x, y, size, colour = colours.text, at = 'start' }: Writing): void {
		const { path, width: long } = this.#lettering(what, size);
		const left = at === 'start' ? x : at === 'middle' ? x - long / 2 : x - long;
		this.#shapes.push(`<path transform="translate(${round(left)} ${round(y)})" fill="${colour}" d="${path}"/>`);
	}

	legend(what: string, colour: string, x: number, y: number): void {
		this.#box(x, y - 14, 16, 16, colour);
		this.text(what, { x: x + 24, y, size: 17, colour: colours.dim });
	}

	bars(
		of: readonly DayUsage[],
		{
			y,
			height,
			parts,
			scale,
		}: { y: number; height: number; parts: (day: DayUsage) => readonly Part[]; scale: (value: number) => string },
	): void {
		const sum = (day: DayUsage): number => parts(day).reduce((total, { value }) => total + value, 0);
		const top = Math.max(...of.map(sum), 0);
		const left = margin + 70;
		const step = (width - margin - left) / of.length;
		for (const share of [0, 0.5, 1]) {
			this.#box(left, y + height * (1 - share), width - margin - left, 1, colours.line);
		}
		this.text(scale(top), { x: left - 10, y: y + 6, size: 16, colour: colours.dim, at: 'end' });
		this.text(scale(0), { x: left - 10, y: y + height + 6, size: 16, colour: colours.dim, at: 'end' });
		of.forEach((day, index) => {
			let base = y + height;
			for (const { value, colour } of parts(day)) {
				const tall = top === 0 ? 0 : (value / top) * height;
				base -= tall;
				if (tall > 0) this.#box(left + index * step + step * 0.15, base, step * 0.7, tall, colour);
			}
		});
	}

	/** Every fifth day, counted back from today. */
	dates(of: readonly DayUsage[], y: number, format: (at: number) => string): void {
		const left = margin + 70;
		const step = (width - margin - left) / of.length;
		of.forEach(({ at }, index) => {
			if ((of.length - 1 - index) % 5 !== 0) return;
			this.text(format(at), { x: left + (index + 0.5) * step, y, size: 16, colour: colours.dim, at: 'middle' });
		});
	}

	ranking(
		of: readonly NamedUsage[],
		{
			x,
			y,
			width: wide,
			title,
			hint,
			row,
		}: { x: number; y: number; width: number; title: string; hint: string; row: (entry: NamedUsage) => string },
	): void {
		this.text(title, { x, y, size: 22 });
		this.text(hint, { x: x + wide, y, size: 15, colour: colours.dim, at: 'end' });
		const top = Math.max(...of.map(({ jobs }) => jobs), 1);
		of.forEach((entry, index) => {
			const base = y + 40 + index * 58;
			this.text(plain(entry.name, 22), { x, y: base, size: 18 });
			this.text(row(entry), { x: x + wide, y: base, size: 16, colour: colours.dim, at: 'end' });
			this.#box(x, base + 8, wide, 12, colours.line);
			this.#box(x, base + 8, (entry.jobs / top) * wide, 12, colours.good);
		});
	}

	picture(wide: number, tall: number): string {
		return `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${tall}" viewBox="0 0 ${wide} ${tall}"><rect width="100%" height="100%" fill="${colours.back}"/>${this.#shapes.join('')}</svg>`;
	}

	#box(x: number, y: number, wide: number, tall: number, colour: string): void {
		this.#shapes.push(
			`<rect x="${round(x)}" y="${round(y)}" width="${round(wide)}" height="${round(tall)}" fill="${colour}"/>`,
		);
	}
}

const round = (value: number): number => Math.round(value * 10) / 10;
