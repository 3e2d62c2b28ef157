/** Kinds of requests to Discord, each with a life of its own. */
export const routeClasses = [
	'interaction-callback',
	'reply',
	'follow-up',
	'message-create',
	'message-edit',
	'message-delete',
	'message-read',
	'direct-channel',
	'channel',
	'guild',
	'commands',
	'gateway',
	'other',
] as const;
type RouteClass = (typeof routeClasses)[number];

const message = { POST: 'message-create', PATCH: 'message-edit', DELETE: 'message-delete' } as const;

/** The kind of a request, by its method and its path or address; ids and tokens in it do not matter. */
export function routeClass(method: string, address: string): RouteClass {
	const path = address.replace(/[?#].*$/su, '');
	if (/\/interactions\/\d+\/[^/]+\/callback$/u.test(path)) return 'interaction-callback';
	if (/\/webhooks\/\d+\/[^/]+$/u.test(path)) return 'follow-up';
	if (/\/webhooks\/\d+\/[^/]+\/messages\//u.test(path)) return 'reply';
	if (/\/channels\/\d+\/messages(\/\d+)?$/u.test(path)) {
		return method in message ? message[method as keyof typeof message] : 'message-read';
	}
	if (path.endsWith('/users/@me/channels')) return 'direct-channel';
	if (/\/channels\/\d+$/u.test(path)) return 'channel';
	if (/\/guilds\/\d+$/u.test(path)) return 'guild';
	if (/\/applications\/\d+\/.*commands/u.test(path)) return 'commands';
	return path.endsWith('/gateway/bot') ? 'gateway' : 'other';
}
