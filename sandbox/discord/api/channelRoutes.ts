import { z } from 'zod';

import { refusals } from '../protocol/apiError.js';
import type { ChannelMessages } from '../messages/channelMessages.js';
import { parseForm } from '../protocol/formError.js';
import type { MessageStore } from '../messages/messageStore.js';
import type { Emitter } from '../world/simulatorEvents.js';
import type { World } from '../world/world.js';
import { channelView } from '../world/worldView.js';
import { bot, noContent, ok, param, type Endpoint } from './endpoint.js';

const DmForm = z.object({ recipient_id: z.union([z.string().regex(/^\d+$/), z.int()]).transform(String) });

/** Channels and their messages, with the bot token. */
export function channelRoutes(parts: {
	channelMessages: ChannelMessages;
	events: Emitter;
	store: MessageStore;
	world: World;
}): Endpoint[] {
	const { channelMessages: messages, events, store, world } = parts;
	const channel = '/channels/{channel_id}';
	const message = `${channel}/messages/{message_id}`;

	return [
		bot(`GET ${channel}`, (_x, params) => ok(channelView(world, messages.channel(param(params, 'channel_id'))))),
		bot(`GET ${channel}/messages`, (x, params) =>
			ok(messages.list(param(params, 'channel_id'), x.query).map((each) => store.view(each))),
		),
		bot(`POST ${channel}/messages`, (x, params) => ok(store.view(messages.create(x, param(params, 'channel_id'))))),
		bot(`GET ${message}`, (_x, params) =>
			ok(store.view(messages.get(param(params, 'channel_id'), param(params, 'message_id')))),
		),
		bot(`PATCH ${message}`, (x, params) =>
			ok(store.view(messages.edit(x, param(params, 'channel_id'), param(params, 'message_id')))),
		),
		bot(`DELETE ${message}`, (_x, params) => {
			messages.remove(param(params, 'channel_id'), param(params, 'message_id'));

			return noContent;
		}),
		bot(`POST ${channel}/typing`, (_x, params) => {
			const { id } = messages.channel(param(params, 'channel_id'));
			events.emit('typing', { channelId: id });

			return noContent;
		}),
		bot('POST /users/@me/channels', (x) => {
			const user = world.users.get(parseForm(DmForm, x.json).recipient_id);
			if (!user || user.bot) {
				throw refusals.unknownUser();
			}

			return ok(channelView(world, world.dmWith(user)));
		}),
	];
}
