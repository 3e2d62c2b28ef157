import { errorDetail } from '../../lib/errorDetail.js';
import { seconds, type Clock } from '../../lib/time.js';
import { within } from '../../lib/within.js';

/** One thing that must be well before this process can keep its promises. */
export interface ReadinessCheck {
	/** Such as `gateway`; stands in the answer of `/readyz`. */
	readonly name: string;
	/** What is wrong, in words without secrets; `undefined` when all is well. What it throws is wrong, too. */
	problem(): string | undefined | Promise<string | undefined>;
}

/** What one check found. */
export interface Finding {
	readonly name: string;
	readonly ok: boolean;
	readonly problem?: string;
}

interface ReadinessParts {
	readonly checks: readonly ReadinessCheck[];
	readonly clock: Clock;
}

/** A check that takes longer has failed. */
const checkTimeoutMs = seconds(2);
/** However often somebody asks, the checks run no more often than this. */
const freshMs = seconds(1);

/** Whether the process may be given work, and if not, why. */
export class Readiness {
	readonly #parts: ReadinessParts;
	#last: { readonly at: number; readonly findings: Promise<readonly Finding[]> } | undefined;

	constructor(parts: ReadinessParts) {
		this.#parts = parts;
	}

	/** What every check finds, at most a second old; never rejects. */
	async findings(): Promise<readonly Finding[]> {
		const now = this.#parts.clock.now();
		const age = now - (this.#last?.at ?? -Infinity);
		if (this.#last === undefined || age < 0 || age >= freshMs) {
			this.#last = { at: now, findings: Promise.all(this.#parts.checks.map((check) => this.#ask(check))) };
		}
		return this.#last.findings;
	}

	async #ask(check: ReadinessCheck): Promise<Finding> {
		const { name } = check;
		try {
			const found = await within(this.#parts.clock, checkTimeoutMs, Promise.resolve(check.problem()));
			return found === undefined ? { name, ok: true } : { name, ok: false, problem: found };
		} catch (error) {
			return { name, ok: false, problem: errorDetail(error) };
		}
	}
}
