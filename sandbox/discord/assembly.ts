import { RecordingServer } from '../http/recordingServer.js';
import { Api } from './api/api.js';
import { Callbacks, type CallbacksParts } from './interactions/callbacks.js';
import { Cdn } from './messages/cdn.js';
import { ChannelMessages, type ChannelMessagesParts } from './messages/channelMessages.js';
import { Commands } from './commands/commands.js';
import { DiscordFaults } from './discordFaults.js';
import { Gateway } from './gateway/gateway.js';
import { messageEvents } from './gateway/messageEvents.js';
import type { Interaction } from './world/interaction.js';
import { InteractionReplies, type InteractionRepliesParts } from './interactions/interactionReplies.js';
import { Interactions } from './interactions/interactions.js';
import { Members } from './interactions/members.js';
import { MessageStore } from './messages/messageStore.js';
import { MessageWriter } from './messages/messageWriter.js';
import { Modals } from './interactions/modals.js';
import { RateLimits } from './api/rateLimits.js';
import { applicationRoutes } from './api/applicationRoutes.js';
import { commandRoutes } from './api/commandRoutes.js';
import { channelRoutes } from './api/channelRoutes.js';
import type { Endpoint } from './api/endpoint.js';
import { guildRoutes } from './api/guildRoutes.js';
import { interactionRoutes } from './api/interactionRoutes.js';
import type { Settings } from './world/settings.js';
import type { Emitter } from './world/simulatorEvents.js';
import { Snowflakes } from './protocol/snowflakes.js';
import { Uploads } from './messages/uploads.js';
import { World } from './world/world.js';

/** What a simulator is made of. */
export type Assembly = ReturnType<typeof assemble>;

/** Puts the parts of one simulated Discord together. */
export function assemble(parts: AssemblyParts) {
	const { now, token, settings, events } = parts;
	const snowflakes = new Snowflakes({ now });
	const world = new World({ snowflakes, now, applicationId: snowflakes.next() });
	const cdn = new Cdn({ now, settings });
	const gateway = new Gateway({ now, token, settings, events, world });
	const store = new MessageStore({ world, cdn, events, hear: messageEvents({ gateway, world }) });
	const writer = new MessageWriter({ now, settings, snowflakes, store, world });
	const interactions = new Interactions({ now, settings, snowflakes });
	const commands = new Commands({ now, events, settings, snowflakes, world });
	const uploads = new Uploads({ cdn, snowflakes, world });
	const memberParts = {
		...{ now, commands, interactions, snowflakes, store, uploads, world },
		dispatch: ({ payload, guildId }: Interaction) => gateway.dispatch('INTERACTION_CREATE', payload, guildId),
		onInteraction: (interaction: Interaction) => events.emit('interaction', interaction),
	};
	const answering = { now, settings, interactions, writer, store, world, events };
	const rest = new Api({
		token,
		rateLimits: new RateLimits({ now, settings }),
		endpoints: endpointsOf({ ...answering, commands, gateway }),
	});
	const recording = {
		now,
		...(parts.keep && { keep: parts.keep }),
		...(parts.keepBodyBytes && { keepBodyBytes: parts.keepBodyBytes }),
	};
	const api = new RecordingServer({ ...recording, handle: rest.handle });
	api.watch({ after: ({ answer }) => rest.count(answer) });
	const cdnServer = new RecordingServer({ ...recording, handle: (x) => cdn.handle(x) });

	return {
		...{ token, settings, events, world, cdn, gateway, commands, interactions, api, cdnServer, rest },
		messageStore: store,
		members: new Members(memberParts),
		modals: new Modals(memberParts),
		faults: new DiscordFaults({ now, api, gateway, interactions, messages: store, settings, world }),
	};
}

function endpointsOf(parts: EndpointParts): Endpoint[] {
	const { commands, events, gateway, store, world } = parts;
	const applicationId = world.bot.id;

	return [
		...interactionRoutes({
			applicationId,
			callbacks: new Callbacks(parts),
			replies: new InteractionReplies(parts),
			store,
		}),
		...channelRoutes({ channelMessages: new ChannelMessages(parts), events, store, world }),
		...guildRoutes({ world }),
		...commandRoutes({ applicationId, commands }),
		...applicationRoutes({ gateway, world }),
	];
}

type EndpointParts = CallbacksParts &
	InteractionRepliesParts &
	ChannelMessagesParts & { commands: Commands; gateway: Gateway };

interface AssemblyParts {
	readonly now: () => number;
	readonly token: string;
	readonly settings: Settings;
	readonly events: Emitter;
	readonly keep?: number;
	readonly keepBodyBytes?: number;
}
