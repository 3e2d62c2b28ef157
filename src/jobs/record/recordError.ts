/** A stored record cannot be read: damaged, or of a version this program does not know. The others are not affected. */
export class RecordError extends Error {
	override name = 'RecordError' as const;
	readonly key: string;

	constructor(table: string, key: string, options: ErrorOptions) {
		super(`the record ${key} of ${table} cannot be read`, options);
		this.key = key;
	}
}

/** The record of a job that had ended was deleted or emptied meanwhile, or is told again: nothing was written. */
export class EndedJobGoneError extends Error {
	override name = 'EndedJobGoneError' as const;

	constructor(id: string) {
		super(`the record of the ended job ${id} has changed meanwhile`);
	}
}

/** Another process has the job by now: nothing was written, and nothing more may be done for it here. */
export class LeaseLostError extends Error {
	override name = 'LeaseLostError' as const;

	constructor(id: string) {
		super(`another process has taken up the job ${id}`);
	}
}
