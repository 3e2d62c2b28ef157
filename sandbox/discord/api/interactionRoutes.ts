import { refusals } from '../protocol/apiError.js';
import type { Callbacks } from '../interactions/callbacks.js';
import type { InteractionReplies } from '../interactions/interactionReplies.js';
import type { MessageStore } from '../messages/messageStore.js';
import { open, noContent, ok, param, type Endpoint, type Params } from './endpoint.js';

/** Routes whose token is the interaction's own. `{message_id}` may be `@original`. */
export function interactionRoutes(parts: {
	applicationId: string;
	callbacks: Callbacks;
	replies: InteractionReplies;
	store: MessageStore;
}): Endpoint[] {
	const { callbacks, replies, store } = parts;
	const token = (params: Params): string => {
		if (param(params, 'webhook_id') !== parts.applicationId) {
			throw refusals.unknownWebhook();
		}

		return param(params, 'webhook_token');
	};
	const message = '/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}';

	return [
		open('POST /interactions/{interaction_id}/{interaction_token}/callback', (x, params) => {
			const body = callbacks.accept(x, param(params, 'interaction_id'), param(params, 'interaction_token'));

			return x.query.get('with_response') === 'true' ? ok(body) : noContent;
		}),
		open('POST /webhooks/{webhook_id}/{webhook_token}', (x, params) =>
			ok(store.view(replies.followUp(x, token(params)))),
		),
		open(`GET ${message}`, (_x, params) => ok(store.view(replies.get(token(params), param(params, 'message_id'))))),
		open(`PATCH ${message}`, (x, params) =>
			ok(store.view(replies.edit(x, token(params), param(params, 'message_id')))),
		),
		open(`DELETE ${message}`, (_x, params) => {
			replies.remove(token(params), param(params, 'message_id'));

			return noContent;
		}),
	];
}
