import type { APIMessage } from 'discord-api-types/v10';

import {
	NotPossible,
	type MemberAction,
	type Invocation,
	type MemberPost,
	type MessageCommand,
	type Press,
	type Selection,
	type Typing,
} from '../world/actions.js';
import type { Command, Commands } from '../commands/commands.js';
import { ComponentType } from '../protocol/componentForm.js';
import { walk } from '../protocol/componentTree.js';
import type { Interaction } from '../world/interaction.js';
import { begin, sceneOf, type Scene } from './interactionPayload.js';
import type { Interactions } from './interactions.js';
import { isJson, type Json } from '../protocol/json.js';
import { mentionsIn } from '../messages/mentions.js';
import { nothing, type Message } from '../messages/message.js';
import { MessageFlag } from '../protocol/messageForm.js';
import type { MessageStore } from '../messages/messageStore.js';
import { choose, fill, type Chosen, type Filled } from '../commands/optionValues.js';
import { guildPermissions } from '../world/permissionsIn.js';
import { Permission } from '../world/permissions.js';
import { ResolvedData } from './resolvedData.js';
import type { Snowflakes } from '../protocol/snowflakes.js';
import type { Uploads } from '../messages/uploads.js';
import { idOf } from '../protocol/ref.js';
import type { Channel, World } from '../world/world.js';

/** What members do in Discord's client, and the interactions that come of it. */
export class Members {
	readonly #parts: MembersParts;

	constructor(parts: MembersParts) {
		this.#parts = parts;
	}

	invoke(act: Invocation): Interaction {
		const { scene, chosen } = this.#command(act);
		const filled = fill(chosen, act);
		const resolved = new ResolvedData({ ...this.#parts, guild: scene.guild, userId: scene.user.id });
		const options = filled.map(({ option, value }) => ({
			name: option.name,
			type: option.type,
			value: resolved.option(option, value),
		}));

		return this.#send(scene, { type: 2, data: { ...commandData(chosen, options), ...resolved.json } });
	}

	type(act: Typing): Interaction {
		const { scene, chosen } = this.#command(act);
		const target = chosen.options.find(({ name }) => name === act.focused);
		if (!target || !('autocomplete' in target) || !target.autocomplete) {
			throw new NotPossible(`the option ${act.focused} has no autocomplete`);
		}
		const { attachments = {} } = act;
		const typed = { options: { [act.focused]: '', ...act.options }, attachments };
		const filled: Filled[] = fill(chosen, typed, false);
		const options = filled.map(({ option, value }, place) => ({
			name: option.name,
			type: option.type,
			// A file that was picked is not uploaded yet: an option with a number, and nothing that is resolved.
			value: option.name in attachments ? String(place) : value,
			...(option.name === act.focused ? { focused: true } : {}),
		}));

		return this.#send(scene, { type: 4, data: commandData(chosen, options) });
	}

	press(act: Press): Interaction {
		return this.#use(act, ComponentType.button, {});
	}

	select(act: Selection): Interaction {
		return this.#use(act, undefined, { values: [...act.values] });
	}

	runMessageCommand(act: MessageCommand): Interaction {
		const message = this.#message(act.message, act);
		const scene = sceneOf(this.#parts.world, act, this.#parts.world.getChannel(message.channelId));
		const command = this.#find(act.command, 3, scene);
		const data = {
			id: command.id,
			name: command.name,
			type: 3,
			target_id: message.id,
			resolved: { messages: { [message.id]: this.#parts.store.view(message) } },
		};

		return this.#send(scene, { type: 2, data });
	}

	post(act: MemberPost): Message {
		const { world, snowflakes } = this.#parts;
		const channel = act.channel === undefined ? world.channel : world.getChannel(act.channel);
		const content = act.content ?? '';
		const message: Message = {
			id: snowflakes.next(),
			channelId: channel.id,
			guildId: channel.guildId,
			authorId: idOf(act.user),
			type: 0,
			createdAt: this.#parts.now(),
			editedAt: undefined,
			...(act.forwards === undefined ? {} : { forwards: idOf(act.forwards) }),
			...(act.poll ? { poll: pollView(act.poll, this.#parts.now()) } : {}),
			contents: {
				...nothing,
				content,
				mentions: mentionsIn([content], undefined, 'all'),
				...(act.components ? { components: act.components.map((each) => ({ ...each })), flags: 1 << 15 } : {}),
				embeds: (act.embeds ?? []).map((embed) => ({ ...embed })),
				attachments: (act.attachments ?? []).map((upload) => this.#parts.uploads.attachment(upload, channel.id)),
			},
		};
		this.#parts.store.add(message);

		return message;
	}

	redeliver(interaction: Interaction): void {
		interaction.deliveries += this.#parts.dispatch(interaction);
	}

	#command(act: Invocation): { scene: Scene; chosen: Chosen } {
		const channel = act.channel === undefined ? this.#parts.world.channel : this.#parts.world.getChannel(act.channel);
		const scene = sceneOf(this.#parts.world, act, channel);
		const [name = '', ...words] = act.command.split(' ');

		return { scene, chosen: choose(this.#find(name, 1, scene), words) };
	}

	/** @throws NotPossible when the member does not see such a command there */
	#find(name: string, type: 1 | 2 | 3, scene: Scene): Command {
		const command = this.#parts.commands.find(name, type, scene.guild?.id);
		if (!command) {
			throw new NotPossible(`there is no command ${name}`);
		}
		const installs = command.integration_types ?? [0];
		const allowed =
			(installs.includes(0) && scene.owners['0'] !== undefined) ||
			(installs.includes(1) && scene.owners['1'] !== undefined);
		if (!allowed || !(command.contexts ?? [0, 1, 2]).includes(scene.context)) {
			throw new NotPossible(`${name} is not to be had here`);
		}
		if (command.nsfw && !isForAdults(this.#parts.world, scene.channel)) {
			throw new NotPossible(`${name} is only to be had in age-restricted channels`);
		}
		const needed = command.default_member_permissions;
		if (scene.guild && typeof needed === 'string' && scene.owners['0'] !== undefined) {
			const bits = guildPermissions(scene.guild, scene.user.id);
			const asked = needed === '0' ? Permission.ADMINISTRATOR : BigInt(needed);
			if ((bits & asked) !== asked) {
				throw new NotPossible(`${scene.user.username} may not use ${name}`);
			}
		}

		return command;
	}

	#use(act: Press, wanted: number | undefined, extra: Json): Interaction {
		const message = this.#message(act.message, act);
		const found = [...walk(message.contents.components)].find(
			({ component }) => component['custom_id'] === act.customId,
		)?.component;
		if (!found || (wanted !== undefined && found['type'] !== wanted)) {
			throw new NotPossible(`the message has no such component ${act.customId}`);
		}
		if (found['disabled'] === true) {
			throw new NotPossible(`${act.customId} is disabled`);
		}
		if (wanted === undefined) checkSelection(found, extra['values'] as readonly string[]);
		const scene = sceneOf(this.#parts.world, act, this.#parts.world.getChannel(message.channelId));
		// What installed the message's command also answers for its components.
		const owners = act.owners ?? message.interaction?.owners ?? scene.owners;
		const data = { custom_id: act.customId, component_type: found['type'], ...extra };
		const view = { ...this.#parts.store.view(message) };

		return this.#send({ ...scene, owners }, { type: 3, data, extra: { message: view }, sourceMessageId: message.id });
	}

	#message(ref: string | APIMessage, { user }: MemberAction): Message {
		const message = this.#parts.store.find(idOf(ref));
		if (!message || (message.ephemeralFor !== undefined && message.ephemeralFor !== idOf(user))) {
			throw new NotPossible('there is no such message');
		}
		if (message.contents.flags & MessageFlag.loading) {
			throw new NotPossible('the message is still loading');
		}

		return message;
	}

	#send(scene: Scene, how: Parameters<typeof begin>[2]): Interaction {
		const interaction = begin(this.#parts, scene, how);
		this.redeliver(interaction);
		this.#parts.onInteraction(interaction);

		return interaction;
	}
}

function pollView({ question, answers }: NonNullable<MemberPost['poll']>, now: number): Json {
	return {
		question: { text: question },
		answers: answers.map((text, at) => ({ answer_id: at + 1, poll_media: { text } })),
		expiry: new Date(now + 24 * 3_600_000).toISOString(),
		allow_multiselect: false,
		layout_type: 1,
		results: { is_finalized: false, answer_counts: [] },
	};
}

function commandData(chosen: Chosen, options: readonly Json[]): Json {
	const nested = [...chosen.path]
		.reverse()
		.reduce<readonly Json[]>((inner, { name, type }) => [{ name, type, options: inner }], options);

	return { id: chosen.command.id, name: chosen.command.name, type: 1, options: nested };
}

function checkSelection(component: Json, values: readonly string[]): void {
	const options = component['options'];
	const known = Array.isArray(options) ? options.filter(isJson).map(({ value }) => value) : undefined;
	if (known && !values.every((value) => known.includes(value))) {
		throw new NotPossible('that is not among the options');
	}
	if (values.length < Number(component['min_values'] ?? 1) || values.length > Number(component['max_values'] ?? 1)) {
		throw new NotPossible('too few or too many values');
	}
}

/** Threads inherit it from their parent; DMs have no such flag. */
function isForAdults(world: World, channel: Channel): boolean {
	const ruled = channel.parentId === undefined ? channel : world.getChannel(channel.parentId);

	return channel.guildId === undefined || ruled.nsfw;
}

interface MembersParts {
	readonly now: () => number;
	readonly commands: Commands;
	readonly interactions: Interactions;
	readonly snowflakes: Snowflakes;
	readonly store: MessageStore;
	readonly uploads: Uploads;
	readonly world: World;
	/** Sends an interaction to the gateway and says how many sessions have it. */
	readonly dispatch: (interaction: Interaction) => number;
	readonly onInteraction: (interaction: Interaction) => void;
}
