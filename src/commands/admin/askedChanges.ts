import { createHash } from 'node:crypto';
import type { GuildSettings } from '../../jobs/guild/guildSettings.js';
import { withModelAlone, withoutModel } from '../../jobs/guild/modelLists.js';
import type { ModelsOnOffer } from './settingAct.js';

/** Whose limits: everybody's, a role's or a member's. */
export type RuleOf = { readonly kind: 'everyone' } | { readonly kind: 'roles' | 'members'; readonly id: string };

/** Stands for a model in a custom id, which is too short for some models' ids. */
export const modelToken = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, 16);

/**
 * The settings after a change that an admin is asked about first; undefined when it cannot be made any more. The token stands
 * in the question's button, so that whichever process hears the answer makes the same change, of the settings as they are then.
 */
export function askedChange(
	token: string,
	settings: GuildSettings,
	{ models }: Pick<ModelsOnOffer, 'models'>,
): GuildSettings | undefined {
	const [act = '', what = '', id = ''] = token.split('-');
	switch (act) {
		case 'only':
		case 'forbid': {
			const model = models.find((offered) => modelToken(offered.model.id) === what)?.model;
			if (model === undefined) return undefined;
			return act === 'only' ? withModelAlone(settings, model.id) : withoutModel(settings, model.id);
		}
		case 'open':
			return { ...settings, allowedModels: null, forbiddenModels: [] };
		case 'clear':
			return cleared(settings, what, id);
		default:
			return undefined;
	}
}

function cleared(settings: GuildSettings, what: string, id: string): GuildSettings | undefined {
	switch (what) {
		case 'everyone':
			return { ...settings, everyone: {} };
		case 'roles':
		case 'members': {
			const others = Object.fromEntries(Object.entries(settings[what]).filter(([other]) => other !== id));
			return { ...settings, [what]: others };
		}
		case 'budget':
			return { ...settings, dailyUsd: null };
		case 'seconds':
			return { ...settings, mostSeconds: null };
		case 'resolution':
			return { ...settings, mostLines: null };
		case 'price':
			return { ...settings, mostUsd: null };
		default:
			return undefined;
	}
}
