import type { Answer, Exchange } from './exchange.js';

/** What answers one route; `params` are the named parts of its path. */
type RouteHandler = (x: Exchange, params: Readonly<Record<string, string>>) => Promise<Answer> | Answer;

/** A method, a path such as `/v1/videos/:id`, and what answers it. A named part never spans a slash. */
export interface Route {
	readonly method: string;
	readonly path: string;
	readonly handle: RouteHandler;
}

/** Makes one handler of many routes, asked in order; `otherwise` answers what none of them knows. */
export function router(
	routes: readonly Route[],
	otherwise: (x: Exchange) => Promise<Answer> | Answer,
): (x: Exchange) => Promise<Answer> | Answer {
	const compiled = routes.map((route) => ({ ...route, pattern: compile(route.path) }));
	return (x) => {
		for (const route of compiled) {
			if (route.method !== x.method) continue;
			const match = route.pattern.exec(x.path);
			if (match) return route.handle(x, paramsOf(match.groups));
		}
		return otherwise(x);
	};
}

/** A slash that a part of the path holds is still written as `%2F` in it. */
const paramsOf = (groups: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> =>
	Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, value.replaceAll('%2F', '/')]));

function compile(path: string): RegExp {
	const escaped = path.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
	return new RegExp(`^${escaped.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
}
