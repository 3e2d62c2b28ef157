import type { Route } from '../../http/router.js';
import { catalogue } from './catalogue.js';

/** `GET /api/models`: public, the whole list in one answer. */
export function catalogueRoutes(): Route[] {
	const body = { success: true, page: 0, page_size: 0, total: catalogue.length, data: catalogue };
	return [
		{
			method: 'GET',
			path: '/api/models',
			handle: () => ({ status: 200, headers: { 'access-control-allow-origin': '*' }, body }),
		},
	];
}

/** `GET /v1/models`: the OpenAI form of the list, for key holders. */
export function modelListRoutes(): Route[] {
	const data = catalogue.map(({ id, created, provider_code }) => ({
		id,
		object: 'model',
		created,
		owned_by: provider_code,
	}));
	return [{ method: 'GET', path: '/v1/models', handle: () => ({ status: 200, body: { object: 'list', data } }) }];
}
