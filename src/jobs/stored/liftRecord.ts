/** Makes a record of one version one of the next; the number of the new one is written for it. */
type Lift = (record: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

/** By the version that they take. A new version of the record comes with the lift of the one before. */
export const jobLifts: Readonly<Record<number, Lift>> = {};

/**
 * A stored record as the present version writes it. What is no record, or of a version that nothing lifts, stays as it is:
 * the schema says then what is wrong with it.
 */
export function lifted(value: unknown, lifts: Readonly<Record<number, Lift>>): unknown {
	let record = value;
	while (isRecord(record) && typeof record['version'] === 'number') {
		const lift = lifts[record['version']];
		if (lift === undefined) break;
		record = { ...lift(record), version: record['version'] + 1 };
	}
	return record;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
