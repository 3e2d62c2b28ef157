import { errorDetail } from '../../lib/errorDetail.js';
import { seconds, type Clock, within } from '../../lib/time.js';
import { z } from 'zod';
import type { Tables, Table } from '../records/tables.js';

/** One thing that must be well before this process can keep its promises. */
export interface ReadinessCheck {
	/** Such as `gateway`; stands in the answer of `/readyz`. */
	readonly name: string;
	/** What is wrong, in words without secrets; `undefined` when all is well. What it throws is wrong, too. */
	problem(): string | undefined | Promise<string | undefined>;
}

/** What one check found. */
export interface ReadinessFinding {
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
	#last: { readonly at: number; readonly findings: Promise<readonly ReadinessFinding[]> } | undefined;

	constructor(parts: ReadinessParts) {
		this.#parts = parts;
	}

	/** What every check finds, at most a second old; never rejects. */
	async findings(): Promise<readonly ReadinessFinding[]> {
		const now = this.#parts.clock.now();
		const age = now - (this.#last?.at ?? -Infinity);
		if (this.#last === undefined || age < 0 || age >= freshMs) {
			this.#last = { at: now, findings: Promise.all(this.#parts.checks.map((check) => this.#ask(check))) };
		}
		return this.#last.findings;
	}

	/** Whether this check finds nothing wrong. */
	async isWell(name: string): Promise<boolean> {
		return (await this.findings()).every((finding) => finding.name !== name || finding.ok);
	}

	async #ask(check: ReadinessCheck): Promise<ReadinessFinding> {
		const { name } = check;
		try {
			const found = await within(this.#parts.clock, checkTimeoutMs, Promise.resolve(check.problem()));
			return found === undefined ? { name, ok: true } : { name, ok: false, problem: found };
		} catch (error) {
			return { name, ok: false, problem: errorDetail(error) };
		}
	}
}

const Probe = z.object({ at: z.number() });

/** Finds out whether the store still takes writes, by making one. */
export class StoreProbe {
	readonly #table: Table<z.infer<typeof Probe>>;

	private constructor(table: Table<z.infer<typeof Probe>>) {
		this.#table = table;
	}

	static async open(storage: Pick<Tables, 'space'>): Promise<StoreProbe> {
		return new StoreProbe(await storage.space('probe', Probe));
	}

	/** Always undefined: all is well. @throws what the store throws: a full disk, a moved file, a lock that is not let go */
	async problem(at: number): Promise<undefined> {
		await this.#table.set('written', { at });
		return undefined;
	}
}
