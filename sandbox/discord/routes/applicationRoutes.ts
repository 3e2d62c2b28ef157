import { refusals } from '../apiError.js';
import type { Commands } from '../commands.js';
import type { Gateway } from '../gateway.js';
import type { Json } from '../json.js';
import type { World } from '../world.js';
import { userView } from '../worldView.js';
import { ok, param, type Endpoint, type Params } from './endpoint.js';

/** The application itself: who it is, its commands, and where its gateway is. */
export function applicationRoutes(parts: { commands: Commands; gateway: Gateway; world: World }): Endpoint[] {
	const { commands, gateway, world } = parts;
	const application = '/applications/{application_id}';
	const inGuild = `${application}/guilds/{guild_id}/commands`;
	const own = (params: Params): void => {
		if (param(params, 'application_id') !== world.bot.id) {
			throw refusals.unknownApplication();
		}
	};

	return [
		{ route: 'GET /gateway', auth: 'none', handle: () => ok({ url: gateway.url }) },
		{ route: 'GET /gateway/bot', auth: 'bot', handle: () => ok(gateway.advice) },
		{ route: 'GET /users/@me', auth: 'bot', handle: () => ok({ ...userView(world.bot), verified: true, flags: 0 }) },
		{ route: 'GET /applications/@me', auth: 'bot', handle: () => ok(applicationView(world)) },
		{ route: 'GET /oauth2/applications/@me', auth: 'bot', handle: () => ok(applicationView(world)) },
		{
			route: `GET ${application}/commands`,
			auth: 'bot',
			handle: (_x, params) => {
				own(params);

				return ok(commands.list());
			},
		},
		{
			route: `PUT ${application}/commands`,
			auth: 'bot',
			handle: (x, params) => {
				own(params);

				return ok(commands.overwrite(x.json));
			},
		},
		{
			route: `GET ${inGuild}`,
			auth: 'bot',
			handle: (_x, params) => {
				own(params);

				return ok(commands.list(param(params, 'guild_id')));
			},
		},
		{
			route: `PUT ${inGuild}`,
			auth: 'bot',
			handle: (x, params) => {
				own(params);

				return ok(commands.overwrite(x.json, param(params, 'guild_id')));
			},
		},
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
