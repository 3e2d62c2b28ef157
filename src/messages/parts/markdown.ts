/**
 * A moment as Discord shows it to each reader in their own zone and language; `R` ticks by itself.
 * @param ms since 1970
 */
export const discordTime = (ms: number, style: 'R' | 't' | 'T' | 'f' | 'D'): string =>
	`<t:${String(Math.floor(ms / 1_000))}:${style}>`;
