import { blockedWordIn } from './blockedWords.js';
import type { GuildSettings, MemberRule } from './guildSettings.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';
import type { Estimate } from '../record/job.js';
import type { VideoRequest } from '../record/request.js';

/** What a guild allows this member; what is absent is not limited by the guild. It counts the guild's own jobs alone. */
export interface LimitPolicy {
	readonly runningJobs?: number | undefined;
	readonly dailyVideos?: number | undefined;
	/** Of this member. */
	readonly dailyUsd?: number | undefined;
	/** Of the whole guild. */
	readonly guildDailyUsd?: number | undefined;
}

/** Why a guild does not take a request. */
export type PolicyRefusal =
	| { readonly why: 'paused' | 'member' | 'ageRestricted' | 'word' }
	| { readonly why: 'model' }
	| { readonly why: 'seconds' | 'lines' | 'usd'; readonly most: number };

/** Who asks, and where. */
export type Asker = Pick<
	InteractionFacts,
	'userId' | 'guildId' | 'roleIds' | 'channelId' | 'parentId' | 'ageRestricted'
>;

/** What of a guild's settings does not depend on the request: asked first, because nothing that a member changes helps. */
export function placeRefusal(settings: GuildSettings, asker: Asker): PolicyRefusal | undefined {
	if (settings.paused) return { why: 'paused' };
	if (settings.blockedMembers.includes(asker.userId)) return { why: 'member' };
	if (settings.ageRestrictedOnly && !asker.ageRestricted) return { why: 'ageRestricted' };
	return undefined;
}

/** Whether every answer in this channel is private, whatever the member says. */
export const isPrivatePlace = ({ privateChannels }: GuildSettings, { channelId, parentId }: Asker): boolean =>
	privateChannels.includes(channelId) || (typeof parentId === 'string' && privateChannels.includes(parentId));

export const isModelAllowed = (
	{ allowedModels, forbiddenModels }: Pick<GuildSettings, 'allowedModels' | 'forbiddenModels'>,
	model: string,
): boolean => allowedModels?.includes(model) ?? !forbiddenModels.includes(model);

/** What the video would be, as far as the model tells. */
interface Weighed {
	readonly request: Pick<VideoRequest, 'prompt'>;
	/** Length of the clip, seconds; undefined when nobody tells. */
	readonly seconds: number | undefined;
	/** The shorter side, in lines of pixels. */
	readonly lines: number | undefined;
	readonly estimate: Estimate;
}

/** What of a guild's settings the request itself breaks; all of it, so that a member changes it once. */
export function requestRefusals(
	settings: GuildSettings,
	{ request, seconds, lines, estimate }: Weighed,
): PolicyRefusal[] {
	const { blockedWords, mostSeconds, mostLines, mostUsd } = settings;
	const over = (value: number | undefined, most: number | null): most is number =>
		most !== null && value !== undefined && value > most;
	return [
		...(blockedWordIn(request.prompt, blockedWords) === undefined ? [] : [{ why: 'word' } as const]),
		...(over(seconds, mostSeconds) ? [{ why: 'seconds', most: mostSeconds } as const] : []),
		...(over(lines, mostLines) ? [{ why: 'lines', most: mostLines } as const] : []),
		...(over(estimate.usd, mostUsd) ? [{ why: 'usd', most: mostUsd } as const] : []),
	];
}

/**
 * What this member may have: their own rule, else the most generous of their roles' for each limit, else everybody's. A
 * member with a rule is not held to those of the roles, in what it says.
 */
export function limitPolicy(settings: GuildSettings, { userId, roleIds }: Asker): LimitPolicy {
	const own = settings.members[userId];
	const roles = roleIds.flatMap((id) => settings.roles[id] ?? []);
	const limit = (name: keyof MemberRule): number | undefined => {
		const among = roles.flatMap((rule) => rule[name] ?? []);
		const byRole = among.length > 0 ? Math.max(...among) : undefined;
		return own?.[name] ?? byRole ?? settings.everyone[name] ?? undefined;
	};
	return {
		runningJobs: limit('running'),
		dailyVideos: limit('videos'),
		dailyUsd: limit('usd'),
		guildDailyUsd: settings.dailyUsd ?? undefined,
	};
}
