import type { Job } from '../../jobs/record/job.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';
import { grants } from '../../discord/permissions.js';

/** A component belongs to its owner; those who may manage messages in this channel may use it too. */
export const mayPress = (facts: InteractionFacts, ownerId: string): boolean =>
	facts.userId === ownerId || isModerator(facts);

/** The same of a job: managing messages is a right in its own channel, wherever its buttons may have been put. */
export const mayManage = (facts: InteractionFacts, { requester, destination }: Job): boolean =>
	facts.userId === requester.id ||
	(isModerator(facts) && facts.guildId === (destination.guildId ?? null) && facts.channelId === destination.channelId);

/** Whether a member may set up this server. Discord's word of this very interaction, so it cannot be forged. */
export const maySetUp = ({ memberPermissions }: Pick<InteractionFacts, 'memberPermissions'>): boolean =>
	grants(memberPermissions, 'manageGuild', 'administrator');

/** Whether somebody may read how a job of another member went: whoever manages its channel, or its whole server. */
export const mayLookInto = (facts: InteractionFacts, job: Job): boolean =>
	mayManage(facts, job) || (facts.guildId !== null && facts.guildId === job.destination.guildId && maySetUp(facts));

/** Whether the member may manage messages here. Discord's word of this very interaction, so it cannot be forged. */
const isModerator = (facts: InteractionFacts): boolean =>
	grants(facts.memberPermissions, 'manageMessages', 'administrator');
