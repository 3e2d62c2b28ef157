import type { Exchange } from '../../http/exchange.js';
import { refusals } from '../protocol/apiError.js';
import type { Commands } from '../commands/commands.js';
import { bot, ok, param, type Endpoint, type Params } from './endpoint.js';

/** The application's commands, global and by guild: read whole, or overwritten whole. */
export function commandRoutes({ applicationId, commands }: { applicationId: string; commands: Commands }): Endpoint[] {
	const application = '/applications/{application_id}';
	const inGuild = `${application}/guilds/{guild_id}/commands`;
	const own = (params: Params): void => {
		if (param(params, 'application_id') !== applicationId) {
			throw refusals.unknownApplication();
		}
	};

	return [
		bot(`GET ${application}/commands`, (x, params) => {
			own(params);

			return ok(commands.list(undefined, wantsLocalizations(x)));
		}),
		bot(`PUT ${application}/commands`, (x, params) => {
			own(params);

			return ok(commands.overwrite(x.json));
		}),
		bot(`GET ${inGuild}`, (x, params) => {
			own(params);

			return ok(commands.list(param(params, 'guild_id'), wantsLocalizations(x)));
		}),
		bot(`PUT ${inGuild}`, (x, params) => {
			own(params);

			return ok(commands.overwrite(x.json, param(params, 'guild_id')));
		}),
	];
}

const wantsLocalizations = (x: Exchange): boolean => x.query.get('with_localizations') === 'true';
