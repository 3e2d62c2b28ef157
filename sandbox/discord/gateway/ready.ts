import type { Json } from '../protocol/json.js';
import type { Guild, World } from '../world/world.js';
import { userView } from '../world/worldView.js';

/** What READY says to a new session. */
export function ready(world: World, session: ReadySession): Json {
	return {
		v: 10,
		user: { ...userView(world.bot), email: null, verified: true, mfa_enabled: false, flags: 0 },
		guilds: session.guilds.map(({ id }) => ({ id, unavailable: true })),
		session_id: session.id,
		resume_gateway_url: session.url,
		shard: session.shard,
		application: { id: world.bot.id, flags: 0 },
		private_channels: [],
		relationships: [],
		_trace: [],
	};
}

interface ReadySession {
	readonly id: string;
	readonly url: string;
	readonly shard: readonly [id: number, count: number];
	readonly guilds: readonly Guild[];
}
