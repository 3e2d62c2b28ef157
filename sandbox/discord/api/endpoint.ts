import type { Answer, Exchange } from '../../http/exchange.js';

export type Params = Readonly<Record<string, string>>;

/** One route of the API: `METHOD /path/{param}` below `/api/v10`, and what it does. */
export interface Endpoint {
	readonly route: string;
	/** Whether the bot token is asked for; interaction routes carry their own token in the path. */
	readonly auth: 'bot' | 'none';
	/** @throws ApiError */
	readonly handle: (x: Exchange, params: Params) => Answer;
}

export function ok(body: unknown): Answer {
	return { status: 200, body };
}

export const noContent: Answer = { status: 204 };

/** A path parameter; a route without it cannot have matched. */
export function param(params: Params, name: string): string {
	return params[name] ?? '';
}

/** A route that asks for the bot token. */
export function bot(route: string, handle: Endpoint['handle']): Endpoint {
	return { route, auth: 'bot', handle };
}

/** A route whose path carries all the right there is to use it. */
export function open(route: string, handle: Endpoint['handle']): Endpoint {
	return { route, auth: 'none', handle };
}
