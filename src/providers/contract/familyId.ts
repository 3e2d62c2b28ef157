/**
 * The id of every API family, in the order in which members see them; the first that knows a model nobody has listed takes
 * it. A new family's id goes here: whatever must know every family does not compile without it.
 */
export const familyIds = [
	'veo',
	'seedance',
	'kling',
	'sora',
	'wan',
	'happyhorse',
	'vidu',
	'omni',
	'runway',
	'xai',
	'volc',
	'minimax',
	'midjourney',
	'runway-compat',
	// Takes whatever the unified route brings, so it stands last.
	'unified',
] as const;

/** What is stored of a job names its family as plain text: the family may have left this list since. */
export type FamilyId = (typeof familyIds)[number];

/** The families that are off unless `LEGACY_PROVIDERS` names them. */
export const legacyFamilyIds = ['volc', 'minimax', 'midjourney', 'runway-compat'] as const satisfies FamilyId[];
