/**
 * The wait that a `Retry-After` header asks for, in ms, or `undefined` when there is none that makes sense. Seconds may
 * have decimals (some gateways send them); a date that has passed means now.
 * @param longestMs more than this is not obeyed, so that nobody can put us to sleep for ten days
 */
export function retryAfterMs(
	value: string | undefined,
	{ now, longestMs }: { readonly now: number; readonly longestMs: number },
): number | undefined {
	const asked = read(value?.trim() ?? '', now);
	return asked === undefined ? undefined : Math.min(Math.ceil(asked), longestMs);
}

/** HTTP dates begin with a day's name; `Date.parse` alone would also take `-5` or `2` for dates. */
const httpDate = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /iu;

function read(value: string, now: number): number | undefined {
	if (/^\d{1,15}(?:\.\d{1,9})?$/u.test(value)) return Number(value) * 1000;
	if (!httpDate.test(value)) return undefined;

	const date = Date.parse(value);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
