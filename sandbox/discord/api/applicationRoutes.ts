import type { Gateway } from '../gateway/gateway.js';
import type { Json } from '../protocol/json.js';
import type { World } from '../world/world.js';
import { userView } from '../world/worldView.js';
import { bot, open, ok, type Endpoint } from './endpoint.js';

/** The application itself: who it is, and where its gateway is. */
export function applicationRoutes({ gateway, world }: { gateway: Gateway; world: World }): Endpoint[] {
	return [
		open('GET /gateway', () => ok({ url: gateway.url })),
		bot('GET /gateway/bot', () => ok(gateway.advice)),
		bot('GET /users/@me', () => ok({ ...userView(world.bot), verified: true, flags: 0 })),
		bot('GET /applications/@me', () => ok(applicationView(world))),
		bot('GET /oauth2/applications/@me', () => ok(applicationView(world))),
	];
}

function applicationView(world: World): Json {
	const installs = [...world.users.values()].filter(({ installed }) => installed).length;

	return {
		id: world.bot.id,
		name: world.bot.username,
		description: '',
		icon: null,
		bot_public: false,
		bot_require_code_grant: false,
		verify_key: '0'.repeat(64),
		flags: 0,
		bot: userView(world.bot),
		owner: userView(world.admin),
		approximate_guild_count: [...world.guilds.values()].filter(({ members }) => members.has(world.bot.id)).length,
		approximate_user_install_count: installs,
		integration_types_config: { 0: {}, 1: {} },
	};
}
