/**
 * Progress as a whole or broken number from 0 to 100, or `null` when none is told. It comes as an integer of hundred, as a
 * share of one (Runway) or as a percent string; only what lies strictly between 0 and 1 is taken for a share, since 1 is
 * also one percent.
 */
export function readPercent(value: unknown): number | null {
	if (typeof value === 'number') return bounded(isShare(value) ? value * 100 : value);
	if (typeof value !== 'string') return null;

	const [, digits, sign] = /^\s*(\d{1,4}(?:\.\d{1,20})?)\s*(%?)\s*$/u.exec(value) ?? [];
	if (digits === undefined) return null;
	const number = Number(digits);
	return bounded(sign === '' && isShare(number) ? number * 100 : number);
}

function isShare(value: number): boolean {
	return value > 0 && value < 1;
}

function bounded(value: number): number | null {
	return Number.isFinite(value) ? Math.min(100, Math.max(0, value)) : null;
}
