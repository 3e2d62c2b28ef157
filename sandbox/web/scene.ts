import type { DiscordSimulator } from '../discord/simulator.js';
import type { Channel } from '../discord/world/world.js';
import type { Place, ShownMessage, Viewer } from './protocol.js';

const ephemeral = 1 << 6;

/** Who and where there is in the sandbox: three people, a server with the bot, one without it, and private talk. */
export class Scene {
	readonly viewers: readonly Viewer[];
	readonly places: readonly Place[];
	readonly #discord: DiscordSimulator;

	constructor(parts: { discord: DiscordSimulator }) {
		const { world } = parts.discord;
		this.#discord = parts.discord;
		// Bots keep the capitals of their names, people's are small.
		world.bot.username = 'Reelay';
		const people = [world.alice, world.bob, world.admin];
		this.viewers = people.map((user) => ({
			id: user.id,
			name: user.globalName ?? user.username,
			admin: user === world.admin,
		}));

		const film = world.addGuild('Film club', { owner: world.admin, bot: false, appInstalled: false });
		for (const user of people) {
			user.installed = true;
			if (user !== world.admin) world.addMember(film, user);
		}
		const own = { server: world.guild.name, kind: 'text' as const };
		this.places = [
			placeOf(world.channel, { ...own, topic: 'home' }),
			placeOf(world.addThread(world.channel, 'storyboards'), { ...own, kind: 'thread', topic: 'thread' }),
			placeOf(world.addChannel(film, 'lounge'), {
				kind: 'text',
				server: film.name,
				topic: 'foreign',
			}),
			...people.map((user) => ({
				...placeOf(world.dmWith(user), { kind: 'dm', server: null, topic: 'dm' }),
				name: world.bot.globalName ?? world.bot.username,
				viewerId: user.id,
			})),
			{
				...placeOf(world.addPrivateChannel(people), {
					kind: 'group',
					server: null,
					topic: 'group',
				}),
				name: 'Friends',
			},
		];
	}

	/** Everything that can be seen by anybody, channel by channel, oldest first. */
	messages(): ShownMessage[] {
		return this.places.flatMap(({ id: channelId }) => {
			const common = this.#discord.messages(channelId);
			const own = this.viewers.flatMap((viewer) =>
				this.#discord
					.messages(channelId, viewer.id)
					.filter(({ flags = 0 }) => (flags & ephemeral) !== 0)
					.map((message) => this.shown(channelId, message, viewer.id)),
			);
			return [...common.map((message) => this.shown(channelId, message)), ...own].sort(byAge);
		});
	}

	/** A message with what the page needs beside it. */
	shown(channelId: string, message: ShownMessage['message'], onlyFor?: string): ShownMessage {
		return { channelId, onlyFor: onlyFor ?? null, command: this.#commandOf(message), message };
	}

	/** The command whose reply a message is; Discord's own client knows, its API does not say. */
	#commandOf({ interaction_metadata: metadata }: ShownMessage['message']): string | null {
		const interaction = this.#discord.interactions.find(({ id, type }) => id === metadata?.id && type === 2);
		const data = interaction?.payload.data;
		return typeof data === 'object' && data !== null && 'name' in data ? String(data.name) : null;
	}
}

function placeOf(channel: Channel, how: Pick<Place, 'kind' | 'server' | 'topic'>): Place {
	return { id: channel.id, name: channel.name, ...how };
}

function byAge(one: ShownMessage, other: ShownMessage): number {
	return BigInt(one.message.id) < BigInt(other.message.id) ? -1 : 1;
}
