import type { DayUsage } from '../../jobs/accounting/usage.js';
import { plain } from '../parts/memberText.js';

/** Draws a text as an outline that begins at 0,0 on its base line; so a picture needs no fonts where it is looked at. */
export type TextOutliner = (text: string, size: number) => { readonly path: string; readonly width: number };

/** Units of the picture. It is looked at on phones, 375 px wide and less: nothing is written smaller than `small`. */
const width = 1000;
const margin = 40;
const inner = width - 2 * margin;
const large = 48;
const small = 42;
export const colours = {
	back: '#2b2d31',
	text: '#f2f3f5',
	dim: '#b5bac1',
	line: '#4e5058',
	good: '#3ba55d',
	rest: '#80848e',
	usd: '#f0a020',
};

/** What stands in one line of a ranking. */
export interface Ranked {
	readonly name: string;
	readonly figures: string;
	readonly jobs: number;
}

/** One piece of a bar. */
export interface Part {
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

interface Writing {
	readonly x: number;
	readonly y: number;
	readonly size: number;
	readonly colour?: string;
	/** Where in the text `x` is. */
	readonly at?: 'start' | 'middle' | 'end';
}

/** Writes one picture from top to bottom. */
export class Pen {
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

	/** How much has been written on. */
	get tall(): number {
		return Math.round(this.#y);
	}

	picture(tall: number): string {
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
