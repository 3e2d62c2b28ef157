import type { Route } from '../http/router.js';
import { Refusal } from './task/refusal.js';

/** The balance, on the path of its own host: the key stands in the query, and a Bearer header means nothing. */
export function quotaRoutes({ quotaKey }: { readonly quotaKey: string }): Route[] {
	return [
		{
			method: 'GET',
			path: '/user/quota',
			handle: (x) => {
				if (x.query.get('key') !== quotaKey) throw new Refusal({ status: 401, message: 'Invalid key', code: '' });

				const from = x.query.get('start_date');
				const dated = from !== null && x.query.has('end_date');
				const day = { token_name: 'sandbox', quota_used: 0.4, request_count: 7 };
				const body = {
					username: 'sandbox',
					total_quota: 12.5,
					total_used_quota: 3.2,
					request_count: 120,
					keys: [{ name: 'sandbox', remain_quota: -1, used_quota: 0 }],
					...(dated && { daily_quota: { [from]: [day] } }),
				};
				return { status: 200, body };
			},
		},
	];
}
