import { badRequest } from './refusal.js';

/** Makes the error that a bad field is answered with, in the words of its route. */
export type Refuse = (message: string) => Error;

/** The fields of a create, read strictly: a wrong type is refused, not converted. */
export class Fields {
	readonly #values: Readonly<Record<string, unknown>>;
	readonly #refuse: Refuse;

	constructor(values: unknown, refuse: Refuse = badRequest) {
		if (typeof values !== 'object' || values === null || Array.isArray(values)) {
			throw refuse('the body must be a JSON object');
		}
		this.#values = values as Record<string, unknown>;
		this.#refuse = refuse;
	}

	get values(): Readonly<Record<string, unknown>> {
		return this.#values;
	}

	has(name: string): boolean {
		return this.#values[name] !== undefined && this.#values[name] !== null;
	}

	/** Refuses fields that the route's page does not list: more often than not a misspelt or misplaced one. */
	only(...names: readonly string[]): this {
		for (const name of Object.keys(this.#values)) {
			if (!names.includes(name)) throw this.#refuse(`unknown field ${name}`);
		}
		return this;
	}

	string(name: string, limit: { max?: number; oneOf?: readonly string[] } = {}): string | undefined {
		const value = this.#typed(name, 'string');
		if (value === undefined) return undefined;
		if (limit.max !== undefined && value.length > limit.max) {
			throw this.#refuse(`${name} is longer than ${limit.max} characters`);
		}
		if (limit.oneOf && !limit.oneOf.includes(value)) {
			throw this.#refuse(`invalid ${name}: ${value}, expected one of ${limit.oneOf.join(', ')}`);
		}
		return value;
	}

	/** A string that must be there and say something. */
	text(name: string, limit: { max?: number; oneOf?: readonly string[] } = {}): string {
		const value = this.string(name, limit);
		if (value === undefined || value.trim() === '') throw this.#refuse(`${name} is required`);
		return value;
	}

	number(name: string, range: { from: number; to: number }): number | undefined {
		const value = this.#typed(name, 'number');
		if (value !== undefined && !(value >= range.from && value <= range.to)) {
			throw this.#refuse(`invalid ${name}: ${value}, expected ${range.from} to ${range.to}`);
		}
		return value;
	}

	integer(name: string, range: { from: number; to: number }): number | undefined {
		const value = this.number(name, range);
		if (value !== undefined && !Number.isInteger(value)) throw this.#refuse(`${name} must be an integer`);
		return value;
	}

	boolean(name: string): boolean | undefined {
		return this.#typed(name, 'boolean');
	}

	object(name: string): Fields | undefined {
		return this.has(name)
			? new Fields(this.#values[name], (message) => this.#refuse(`${name}: ${message}`))
			: undefined;
	}

	list(name: string, size: { from: number; to: number }): readonly unknown[] | undefined {
		const value = this.#values[name];
		if (value === undefined || value === null) return undefined;
		if (!Array.isArray(value)) throw this.#refuse(`${name} must be a list`);
		if (value.length < size.from || value.length > size.to) {
			throw this.#refuse(`${name} must have ${size.from} to ${size.to} entries`);
		}
		return value as unknown[];
	}

	/** Refuses the request for a reason that no single reader knows. */
	refuse(message: string): never {
		throw this.#refuse(message);
	}

	#typed(name: string, type: 'string'): string | undefined;
	#typed(name: string, type: 'number'): number | undefined;
	#typed(name: string, type: 'boolean'): boolean | undefined;
	#typed(name: string, type: 'string' | 'number' | 'boolean'): unknown {
		const value = this.#values[name];
		if (value === undefined || value === null) return undefined;
		if (typeof value !== type) throw this.#refuse(`${name} must be a ${type}, not a ${typeof value}`);
		return value;
	}
}
