const formats: Record<string, Intl.DateTimeFormatOptions> = {
	t: { timeStyle: 'short' },
	T: { timeStyle: 'medium' },
	d: { dateStyle: 'short' },
	D: { dateStyle: 'long' },
	f: { dateStyle: 'long', timeStyle: 'short' },
	F: { dateStyle: 'full', timeStyle: 'short' },
};

const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
	['year', 31_536_000],
	['month', 2_592_000],
	['day', 86_400],
	['hour', 3_600],
	['minute', 60],
	['second', 1],
];

/** A moment in one of the styles of `<t:…:style>`; `R` is relative and changes as time goes by. */
export function clockTime(seconds: number, style: string, locale: string): string {
	if (style !== 'R') return new Intl.DateTimeFormat(locale, formats[style] ?? formats.f).format(seconds * 1000);

	const away = Math.round(seconds - Date.now() / 1000);
	const [unit, size] = units.find(([, length]) => Math.abs(away) >= length) ?? ['second', 1];
	return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.trunc(away / size), unit);
}

/** When a message was written, as beside its author's name: the time alone today, the date too before. */
export function messageTime(iso: string, words: { today: string; yesterday: string }, locale: string): string {
	const written = new Date(iso);
	const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(written);
	const days = Math.round((midnight(new Date()) - midnight(written)) / 86_400_000);
	if (days === 0) return `${words.today} ${time}`;
	if (days === 1) return `${words.yesterday} ${time}`;
	return `${new Intl.DateTimeFormat(locale, { dateStyle: 'short' }).format(written)} ${time}`;
}

function midnight(day: Date): number {
	return new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
}
