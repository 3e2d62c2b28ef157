import type { Answer, Exchange } from '../../http/exchange.js';
import { router, type Route } from '../../http/router.js';
import { ApiError, refusals } from '../protocol/apiError.js';
import type { RateLimits } from './rateLimits.js';
import type { Endpoint, Params } from './endpoint.js';

/** The REST API: finds the route, checks the token, counts the request, and words refusals as Discord does. */
export class Api {
	/** `METHOD /path` of requests that no route answers. */
	readonly unknownRoutes: string[] = [];
	/** Answers of 401, 403 and 429 (unless the limit was shared): 10 000 in ten minutes get an address banned. */
	invalidRequests = 0;
	readonly handle: (x: Exchange) => Answer;
	readonly #parts: ApiParts;

	constructor(parts: ApiParts) {
		this.#parts = parts;
		const routes = parts.endpoints.map((endpoint) => this.#route(endpoint));
		const route = router(routes, (x) => this.#unknown(x));
		// Every handler here answers at once.
		this.handle = (x) => route(x) as Answer;
	}

	/** Counts an answer that goes out, whoever gave it. */
	count(answer: Answer | undefined): void {
		const invalid = answer !== undefined && [401, 403, 429].includes(answer.status);
		if (invalid && answer.headers?.['x-ratelimit-scope'] !== 'shared') this.invalidRequests++;
	}

	#route(endpoint: Endpoint): Route {
		const [method = '', template = ''] = endpoint.route.split(' ');

		return {
			method,
			path: `/api/v10${template.replaceAll(/\{(\w+)\}/g, ':$1')}`,
			handle: (x, params) => this.#answer(endpoint, x, params),
		};
	}

	#answer(endpoint: Endpoint, x: Exchange, params: Params): Answer {
		if (endpoint.auth === 'bot' && x.headers['authorization'] !== `Bot ${this.#parts.token}`) {
			return refused(refusals.unauthorized());
		}
		const { headers, refused: tooMany } = this.#parts.rateLimits.count(
			endpoint.route,
			majorOf(params),
			endpoint.auth === 'bot',
		);
		if (tooMany) {
			return tooMany;
		}
		try {
			const answer = endpoint.handle(x, params);

			return { ...answer, headers: { ...headers, ...answer.headers } };
		} catch (error) {
			if (!(error instanceof ApiError)) {
				throw error;
			}

			return refused(error, headers);
		}
	}

	#unknown(x: Exchange): Answer {
		this.unknownRoutes.push(`${x.method} ${x.path}`);

		return refused(refusals.noSuchRoute());
	}
}

function refused(error: ApiError, headers: Record<string, string> = {}): Answer {
	// An edit limit, unlike others, has a code of its own; its wait is not documented either.
	const wait = error.status === 429 ? { 'retry-after': '6', 'x-ratelimit-scope': 'user' } : {};
	const body = error.status === 429 ? { ...error.body, retry_after: 6, global: false } : error.body;

	return { status: error.status, headers: { ...headers, ...wait }, body };
}

/** The resource a bucket is split by. */
function majorOf(params: Params): string {
	return [
		params['channel_id'],
		params['guild_id'],
		params['webhook_id'],
		params['webhook_token'],
		params['interaction_token'],
	]
		.filter((part) => part !== undefined)
		.join(':');
}

interface ApiParts {
	readonly token: string;
	readonly endpoints: readonly Endpoint[];
	readonly rateLimits: RateLimits;
}
