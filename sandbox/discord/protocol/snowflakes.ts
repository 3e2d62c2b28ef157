/** Discord's ids count milliseconds from the first second of 2015. */
const epochMs = 1_420_070_400_000n;

/** Makes ids as Discord does: the time in the upper bits, a counter below, 17 to 19 digits as a string. */
export class Snowflakes {
	readonly #now: () => number;
	#counter = 0n;

	constructor(parts: { now: () => number }) {
		this.#now = parts.now;
	}

	next(): string {
		return this.at(this.#now());
	}

	/** An id as if made at `ms`, so that a test can have old messages and old accounts. */
	at(ms: number): string {
		// 22 bits below the time; the counter stays strictly increasing within any burst a simulator sees.
		this.#counter = (this.#counter + 1n) & 0x3f_ffffn;

		return (((BigInt(Math.trunc(ms)) - epochMs) << 22n) | this.#counter).toString();
	}
}

/** When an id was made, in milliseconds of the epoch. */
export function snowflakeTime(id: string): number {
	return Number((BigInt(id) >> 22n) + epochMs);
}
