/** A stored record cannot be read: damaged, or of a version this program does not know. The others are not affected. */
export class RecordError extends Error {
	override name = 'RecordError' as const;
	readonly key: string;

	constructor(table: string, key: string, options: ErrorOptions) {
		super(`the record ${key} of ${table} cannot be read`, options);
		this.key = key;
	}
}
