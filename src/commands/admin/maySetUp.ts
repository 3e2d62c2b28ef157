import type { InteractionFacts } from '../../discord/interactionFacts.js';
import { grants } from '../../discord/permissions.js';

/** Whether a member may set up this server. Discord's word of this very interaction, so it cannot be forged. */
export const maySetUp = ({ memberPermissions }: Pick<InteractionFacts, 'memberPermissions'>): boolean =>
	grants(memberPermissions, 'manageGuild', 'administrator');
