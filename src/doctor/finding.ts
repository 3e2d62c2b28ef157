import { errorDetail } from '../lib/errorDetail.js';

/** What one check found. `fail`: the bot cannot keep its promises so; `warn`: it can, with less. */
export interface Finding {
	readonly level: 'ok' | 'warn' | 'fail';
	readonly name: string;
	/** What was found and, unless all is well, what to do. Never a secret. */
	readonly text: string;
}

/** One check by name. What it throws has failed, in the error's own words. */
export interface Check {
	readonly name: string;
	/** Undefined: what an earlier check has found says it all. */
	run(): Promise<Omit<Finding, 'name'> | undefined>;
}

export const ok = (text: string) => ({ level: 'ok', text }) as const;
export const warn = (text: string) => ({ level: 'warn', text }) as const;
export const fail = (text: string) => ({ level: 'fail', text }) as const;

/** Runs a check; never rejects. */
export async function find(check: Check): Promise<Finding | undefined> {
	try {
		const found = await check.run();
		return found && { name: check.name, ...found };
	} catch (error) {
		return { name: check.name, ...fail(errorDetail(error)) };
	}
}
