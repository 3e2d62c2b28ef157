import type { Exchange } from '../../sandbox/http/exchange.js';

/** The servers that a process speaks to, and its own store. */
export type Place = 'discord' | 'discord cdn' | 'comet' | 'comet cdn' | 'store';

/** Before it takes effect, or after it has and before the process knows. */
export type Side = 'before' | 'after';

/** One act of a process, seen from outside, at the side of it where the process can be killed. */
export interface Moment {
	readonly place: Place;
	/** Without ids and tokens: the same in every run. */
	readonly what: string;
	readonly side: Side;
	/** Which process of the run, from 1. */
	readonly life: number;
}

/** A place in time where a process can be killed: the n-th time that one life does something. */
export interface Point extends Omit<Moment, 'life'> {
	/** From 1, within one life. */
	readonly nth: number;
}

export const nameOf = ({ place, what, side, nth }: Point): string => `${side} ${place} ${what} #${nth}`;

/** A request as it is the same in every run: ids, tokens and names of files left out. */
export function requestName({ method, path }: Pick<Exchange, 'method' | 'path'>): string {
	const parts = path.split('/').map((part) => (part.length > 11 && /\d|[A-Z]/u.test(part) ? '…' : part));
	return `${method} ${parts.join('/')}`;
}

/** A write of the store, with the phase of the job that it saves. */
export interface Write {
	readonly verb: string;
	readonly table: string;
	readonly key: string;
	readonly phase?: string;
	/** After it: the program is told that it failed. */
	readonly failed?: boolean;
}

export function writeName({ verb, table, key, phase }: Write): string {
	const kind = table === 'kept' ? ` ${/^[a-z]+(?::[a-z]+)?/u.exec(key)?.[0] ?? ''}` : '';
	return `${verb} ${table}${kind}${phase === undefined ? '' : ` (${phase})`}`;
}
