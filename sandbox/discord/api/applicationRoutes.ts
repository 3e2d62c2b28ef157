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
		bot('GET /users/@me', () => ok({ ...userView(world.bot), verified: true, ...aboutMe })),
		bot('GET /applications/@me', () => ok(applicationView(world))),
		bot('GET /oauth2/applications/@me', () => ok(applicationView(world))),
	];
}

/** What only the account itself is told. */
const aboutMe = { mfa_enabled: false, locale: 'en-US', email: null, bio: '' };

function applicationView(world: World): Json {
	const installs = [...world.users.values()].filter(({ installed }) => installed).length;

	return {
		id: world.bot.id,
		name: world.bot.username,
		description: '',
		icon: null,
		type: null,
		bot_public: false,
		bot_require_code_grant: false,
		verify_key: '0'.repeat(64),
		flags: 0,
		flags_new: '0',
		redirect_uris: [],
		interactions_endpoint_url: null,
		role_connections_verification_url: null,
		explicit_content_filter: 0,
		team: null,
		eligible_oauth2_scopes: [],
		bot: userView(world.bot),
		owner: userView(world.admin),
		approximate_guild_count: [...world.guilds.values()].filter(({ members }) => members.has(world.bot.id)).length,
		approximate_user_install_count: installs,
		approximate_user_authorization_count: installs,
		integration_types_config: { 0: {}, 1: {} },
	};
}
