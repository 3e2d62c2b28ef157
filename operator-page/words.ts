/** Times and sums as a person reads them. */

export const money = (usd: number | null): string => (usd === null ? '–' : `$${usd.toFixed(2)}`);

export const clockTime = (at: number): string => new Date(at).toLocaleString(undefined, { hour12: false });

/** `12 s`, `4 min`, `3 h`, `5 d`. */
export function ago(at: number): string {
	const seconds = Math.max(0, Math.round((Date.now() - at) / 1_000));
	if (seconds < 90) return `${seconds} s`;
	if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
	if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
	return `${Math.round(seconds / 86_400)} d`;
}
