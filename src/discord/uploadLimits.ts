const mebibyte = 1024 * 1024;

/** Largest file in bytes that everybody may send everywhere. */
export const everybodysLimit = 10 * mebibyte;

/** Largest file in bytes that a bot may post in a guild of each boost tier. Source: Discord's pages, the tiers unofficial. */
const tierLimits = [everybodysLimit, everybodysLimit, 50 * mebibyte, 100 * mebibyte] as const;

export const tierLimit = (tier: number): number => tierLimits[tier] ?? everybodysLimit;
