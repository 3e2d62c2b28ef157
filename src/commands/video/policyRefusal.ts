import type { PolicyRefusal } from '../../jobs/guild/policy.js';
import type { Refusal } from '../../messages/cards/refusal.js';

/** What a guild's rule forbids, as what the member is told. */
export function policyRefusal(of: PolicyRefusal, model: string): Refusal {
	switch (of.why) {
		case 'model':
			return { type: 'model-not-allowed', model };
		case 'seconds':
		case 'lines':
		case 'usd':
			return { type: 'guild-most', of: of.why, most: of.most };
		case 'paused':
		case 'member':
		case 'ageRestricted':
		case 'word':
			return { type: 'settings', why: of.why };
	}
}
