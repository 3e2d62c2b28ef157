import { refusals } from '../protocol/apiError.js';
import type { Guild, World } from '../world/world.js';
import { guildView, memberView } from '../world/worldView.js';
import { bot, ok, param, type Endpoint, type Params } from './endpoint.js';

/** Guilds and their members, as far as the bot is in them. */
export function guildRoutes({ world }: { world: World }): Endpoint[] {
	const guildOf = (params: Params): Guild => {
		const guild = world.guilds.get(param(params, 'guild_id'));
		if (!guild?.members.has(world.bot.id)) {
			// Discord does not tell a guild that it hides from one that does not exist.
			throw refusals.unknownGuild();
		}

		return guild;
	};

	return [
		bot('GET /guilds/{guild_id}', (_x, params) => ok(guildView(world, guildOf(params)))),
		bot('GET /guilds/{guild_id}/members/{user_id}', (_x, params) => {
			const guild = guildOf(params);
			const userId = param(params, 'user_id');
			if (!guild.members.has(userId)) {
				throw refusals.unknownMember();
			}

			return ok(memberView(world, guild, userId));
		}),
	];
}
