import { expect, it } from 'vitest';

import type { Exchange } from '../../../sandbox/http/exchange.js';
import { router } from '../../../sandbox/http/router.js';

const x = (method: string, path: string): Exchange => ({
	at: 0,
	method,
	path,
	query: new URLSearchParams(),
	headers: {},
	body: Buffer.alloc(0),
});

it('finds the first route whose method and path fit, and names the parts of the path', async () => {
	const handle = router(
		[
			{ method: 'GET', path: '/v1/videos/:id', handle: (_, { id }) => ({ status: 200, body: `one ${id ?? ''}` }) },
			{ method: 'GET', path: '/v1/videos/:id/content', handle: () => ({ status: 200, body: 'content' }) },
			{ method: 'POST', path: '/a.b', handle: () => ({ status: 200, body: 'dot' }) },
		],
		() => ({ status: 404 }),
	);

	expect(await handle(x('GET', '/v1/videos/task_A'))).toMatchObject({ body: 'one task_A' });
	expect(await handle(x('GET', '/v1/videos/task_A/content'))).toMatchObject({ body: 'content' });
	expect(await handle(x('POST', '/v1/videos/task_A'))).toEqual({ status: 404 });
	expect(await handle(x('POST', '/axb'))).toEqual({ status: 404 });
});
