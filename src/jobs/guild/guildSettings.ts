import { z } from 'zod';
import { keptObject } from '../../lib/schema/keptObject.js';

/** What one member, one role or everybody may have in a guild. What is absent is not limited here. */
export const MemberRule = keptObject({
	/** Videos in the making at once. */
	running: z.number().int().nonnegative().nullish(),
	/** Videos in 24 hours. */
	videos: z.number().int().nonnegative().nullish(),
	/** Estimated US dollars in 24 hours. */
	usd: z.number().nonnegative().nullish(),
});
export type MemberRule = z.infer<typeof MemberRule>;

const Id = z.string().regex(/^\d{1,20}$/u);

const fields = {
	/** Taken when a member names none; null: the operator's. */
	defaultModel: z.string().nullable(),
	/** Ids of the only ones that may be used, so that new ones may not; null: every model on offer but the forbidden ones. */
	allowedModels: z.array(z.string()).nullable(),
	/** Ids of those that may not be used; new ones may. It counts while no list says which alone may. */
	forbiddenModels: z.array(z.string()),
	everyone: MemberRule,
	roles: z.record(Id, MemberRule),
	members: z.record(Id, MemberRule),
	/** Estimated US dollars of the whole guild in 24 hours. */
	dailyUsd: z.number().nonnegative().nullable(),
	/** Longest clip, seconds. */
	mostSeconds: z.number().int().positive().nullable(),
	/** Largest picture, by the lines of its shorter side: 720 for 720p. */
	mostLines: z.number().int().positive().nullable(),
	/** Dearest single video, estimated US dollars. */
	mostUsd: z.number().positive().nullable(),
	/** Channels, categories or threads where every answer is private. */
	privateChannels: z.array(Id),
	/** Where moderators read of every request; null: nowhere. */
	logChannel: Id.nullable(),
	ageRestrictedOnly: z.boolean(),
	paused: z.boolean(),
	blockedWords: z.array(z.string()),
	blockedMembers: z.array(Id),
};

/** What a guild's admins have decided. Whatever the operator limits holds beside it. */
export const GuildSettings = keptObject({
	defaultModel: fields.defaultModel.default(null),
	allowedModels: fields.allowedModels.default(null),
	forbiddenModels: fields.forbiddenModels.default([]),
	everyone: fields.everyone.prefault({}),
	roles: fields.roles.default({}),
	members: fields.members.default({}),
	dailyUsd: fields.dailyUsd.default(null),
	mostSeconds: fields.mostSeconds.default(null),
	mostLines: fields.mostLines.default(null),
	mostUsd: fields.mostUsd.default(null),
	privateChannels: fields.privateChannels.default([]),
	logChannel: fields.logChannel.default(null),
	ageRestrictedOnly: fields.ageRestrictedOnly.default(false),
	paused: fields.paused.default(false),
	blockedWords: fields.blockedWords.default([]),
	blockedMembers: fields.blockedMembers.default([]),
});
export type GuildSettings = z.infer<typeof GuildSettings>;

export type SettingName = keyof GuildSettings;

/** A guild that has decided nothing, and everywhere outside guilds. */
export const noSettings: GuildSettings = GuildSettings.parse({});

/** Some settings, and none that were not named; of lists and of rules by id only those entries that the other side of a change has not. */
export const SettingsPart = keptObject(fields).partial();
export type SettingsPart = z.infer<typeof SettingsPart>;

/** What a change took away and what it put there instead; `undefined` when both are the same. */
export interface SettingsDifference {
	readonly was: SettingsPart;
	readonly is: SettingsPart;
}

export function differenceOf(before: GuildSettings, after: GuildSettings): SettingsDifference | undefined {
	const names = Object.keys(after) as SettingName[];
	const changed = names.filter((name) => !isSame(before[name], after[name]));
	if (changed.length === 0) return undefined;
	const part = (of: GuildSettings, other: GuildSettings): SettingsPart =>
		Object.fromEntries(changed.map((name) => [name, without(of[name], other[name])]));
	return { was: part(before, after), is: part(after, before) };
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The entries of a list or record that another has not, or has differently; other values whole. */
function without(value: unknown, other: unknown): unknown {
	if (Array.isArray(value)) return Array.isArray(other) ? value.filter((entry) => !other.includes(entry)) : value;
	if (!isRecord(value) || !isRecord(other)) return value;
	return Object.fromEntries(Object.entries(value).filter(([key, entry]) => !isSame(entry, other[key])));
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
