/** The languages that Reelay speaks. */
export type LanguageTag = 'en' | 'ko';

/** Numbers, lengths of time, money and lists as one language writes them. Times go in as milliseconds unless named. */
export interface Formats {
	/** `1,234` */
	readonly number: (value: number) => string;
	/** `42%`, from 0 to 100. */
	readonly percent: (value: number) => string;
	/** A time to read off: `0:12`, `1:43`, `1:02:03`. */
	readonly clock: (ms: number) => string;
	/** A wait in words, in its one or two largest units: `12 seconds`, `1 hour 3 minutes`. */
	readonly span: (ms: number) => string;
	/** A clip's length: `8 seconds`. */
	readonly seconds: (count: number) => string;
	/** US dollars, to the cent; below a cent, to a hundredth of one. */
	readonly usd: (value: number) => string;
	/** `9.5 MB`, in the units of 1024 that Discord's own limits are named in. */
	readonly megabytes: (bytes: number) => string;
	/** `4, 6, or 8` */
	readonly anyOf: (items: readonly string[]) => string;
	/** `a, b, and c` */
	readonly allOf: (items: readonly string[]) => string;
}

const units = [
	{ unit: 'day', ms: 86_400_000 },
	{ unit: 'hour', ms: 3_600_000 },
	{ unit: 'minute', ms: 60_000 },
	{ unit: 'second', ms: 1_000 },
] as const;

/** The formats of a language, made once: Intl's objects are dear to make. */
export function formats(tag: LanguageTag): Formats {
	const number = new Intl.NumberFormat(tag);
	const percent = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 0 });
	const megabytes = new Intl.NumberFormat(tag, { maximumFractionDigits: 1 });
	const anyOf = new Intl.ListFormat(tag, { type: 'disjunction' });
	const allOf = new Intl.ListFormat(tag, { type: 'conjunction' });
	const inUnit = unitFormats(tag);

	return {
		number: (value) => number.format(value),
		percent: (value) => percent.format(value / 100),
		clock,
		span: (ms) => span(ms, inUnit),
		seconds: (count) => inUnit.second.format(count),
		usd: usd(tag),
		megabytes: (bytes) => `${megabytes.format(bytes / 1_048_576)} MB`,
		anyOf: (items) => anyOf.format(items),
		allOf: (items) => allOf.format(items),
	};
}

type UnitFormats = Readonly<Record<(typeof units)[number]['unit'], Intl.NumberFormat>>;

function unitFormats(tag: LanguageTag): UnitFormats {
	const of = (unit: string): Intl.NumberFormat =>
		new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' });
	return { day: of('day'), hour: of('hour'), minute: of('minute'), second: of('second') };
}

function span(ms: number, inUnit: UnitFormats): string {
	let left = Math.max(0, Math.round(ms / 1_000) * 1_000);
	const parts: string[] = [];
	for (const { unit, ms: size } of units) {
		const count = Math.floor(left / size);
		left -= count * size;
		if (count > 0) parts.push(inUnit[unit].format(count));
		// The second unit is told only beside the largest: `1 hour 5 seconds` is a false exactness.
		else if (parts.length === 1) break;
		if (parts.length === 2) break;
	}
	return parts.join(' ') || inUnit.second.format(0);
}

function clock(ms: number): string {
	const total = Math.max(0, Math.round(ms / 1_000));
	const two = (value: number): string => String(value).padStart(2, '0');
	const hours = Math.floor(total / 3_600);
	const minutes = Math.floor((total % 3_600) / 60);
	return hours > 0 ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
}

function usd(tag: LanguageTag): (value: number) => string {
	const dollars = (maximumFractionDigits: number): Intl.NumberFormat =>
		new Intl.NumberFormat(tag, {
			style: 'currency',
			currency: 'USD',
			// `$`, as people write it: Korean would say `US$`.
			currencyDisplay: 'narrowSymbol',
			minimumFractionDigits: 2,
			maximumFractionDigits,
		});
	const [coarse, fine] = [dollars(2), dollars(4)];
	return (value) => (value > 0 && value < 0.01 ? fine : coarse).format(value);
}
