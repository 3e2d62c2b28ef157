import type { ChatInputCommandInteraction } from 'discord.js';
import { comparable, mostBlockedWords } from '../../jobs/guild/blockedWords.js';
import type { GuildSettings, MemberRule } from '../../jobs/guild/guildSettings.js';
import type { Words } from '../../i18n/en.js';
import type { OfferedModel } from '../../providers/contract/model.js';
import { resolutions } from './definition.js';

/** What a change is made of: the options, the guild they are for, and the models there are. */
interface Asked {
	readonly options: ChatInputCommandInteraction['options'];
	readonly guildId: string;
	readonly find: (typed: string) => OfferedModel | undefined;
	readonly models: readonly OfferedModel[];
}

/** The settings after a change, or the words that say what stands in its way. */
export type SettingAct = (
	settings: GuildSettings,
	asked: Asked,
	wrong: Words['admin']['wrong'],
) => GuildSettings | { readonly problem: string } | { readonly unknownModel: string };

/** Most entries of one list, so that the record stays small. */
const mostEntries = 100;

/** The subcommands that change settings, by their full names. */
export const settingActs: Readonly<Partial<Record<string, SettingAct>>> = {
	pause: (settings) => ({ ...settings, paused: true }),
	resume: (settings) => ({ ...settings, paused: false }),

	'models default'(settings, { options, find }) {
		const typed = options.getString('model');
		if (typed === null) return { ...settings, defaultModel: null };
		const model = find(typed)?.model;
		if (model === undefined) return { unknownModel: typed };
		// A default that may not be used would be none.
		const allowedModels = settings.allowedModels && [...new Set([...settings.allowedModels, model.id])];
		return { ...settings, allowedModels, defaultModel: model.id };
	},
	'models allow'(settings, { options, find }, wrong) {
		const typed = options.getString('model', true);
		const model = find(typed)?.model;
		if (model === undefined) return { unknownModel: typed };
		const allowedModels = [...new Set([...(settings.allowedModels ?? []), model.id])];
		if (allowedModels.length > mostEntries) return { problem: wrong.entriesFull({ most: mostEntries }) };
		return { ...settings, allowedModels };
	},
	'models forbid'(settings, { options, find, models }, wrong) {
		const typed = options.getString('model', true);
		const id = find(typed)?.model.id ?? typed.trim();
		const before = settings.allowedModels ?? models.map(({ model }) => model.id);
		const allowedModels = before.filter((other) => other !== id);
		if (allowedModels.length === before.length && find(typed) === undefined) return { unknownModel: typed };
		if (allowedModels.length === 0) return { problem: wrong.lastModel };
		const defaultModel = settings.defaultModel === id ? null : settings.defaultModel;
		return {
			...settings,
			allowedModels: allowedModels.length === before.length ? settings.allowedModels : allowedModels,
			defaultModel,
		};
	},
	'models allow-all': (settings) => ({ ...settings, allowedModels: null }),

	'limits set'(settings, asked, wrong) {
		const { options } = asked;
		const given: MemberRule = {
			...numberOf('running', options.getInteger('running')),
			...numberOf('videos', options.getInteger('videos')),
			...numberOf('usd', options.getNumber('usd')),
		};
		if (Object.keys(given).length === 0) return { problem: wrong.nothing };
		return withRule(settings, asked, (rule) => ({ ...rule, ...given }), wrong);
	},
	'limits clear': (settings, asked, wrong) => withRule(settings, asked, () => undefined, wrong),
	'limits budget': (settings, { options }) => ({ ...settings, dailyUsd: options.getNumber('usd') }),
	'limits largest'(settings, { options }) {
		const seconds = options.getInteger('seconds');
		const resolution = options.getString('resolution');
		const price = options.getNumber('price');
		const none = seconds === null && resolution === null && price === null;
		if (none) return { ...settings, mostSeconds: null, mostLines: null, mostUsd: null };
		return {
			...settings,
			mostSeconds: seconds ?? settings.mostSeconds,
			mostLines: resolutions[resolution ?? ''] ?? settings.mostLines,
			mostUsd: price ?? settings.mostUsd,
		};
	},

	'channels private'(settings, { options }, wrong) {
		const { id } = options.getChannel('channel', true);
		const others = settings.privateChannels.filter((other) => other !== id);
		if (options.getBoolean('on') === false) return { ...settings, privateChannels: others };
		if (others.length >= mostEntries) return { problem: wrong.entriesFull({ most: mostEntries }) };
		return {
			...settings,
			privateChannels: settings.privateChannels.includes(id) ? settings.privateChannels : [...others, id],
		};
	},
	'channels age-restricted': (settings, { options }) => ({
		...settings,
		ageRestrictedOnly: options.getBoolean('only', true),
	}),

	'blocklist add'(settings, { options }, wrong) {
		const word = options.getString('word');
		const member = options.getUser('member');
		if (word === null && member === null) return { problem: wrong.nothing };
		const spelt = comparable(word ?? '');
		if (word !== null && !/[\p{L}\p{N}]/u.test(spelt)) return { problem: wrong.wordEmpty };
		const blockedWords = [...new Set([...settings.blockedWords, ...(word === null ? [] : [spelt])])];
		const blockedMembers = [...new Set([...settings.blockedMembers, ...(member === null ? [] : [member.id])])];
		if (blockedWords.length > mostBlockedWords) return { problem: wrong.wordsFull({ most: mostBlockedWords }) };
		if (blockedMembers.length > mostEntries) return { problem: wrong.entriesFull({ most: mostEntries }) };
		return { ...settings, blockedWords, blockedMembers };
	},
	'blocklist remove'(settings, { options }, wrong) {
		const word = options.getString('word');
		const member = options.getUser('member');
		if (word === null && member === null) return { problem: wrong.nothing };
		return {
			...settings,
			blockedWords: settings.blockedWords.filter((other) => comparable(other) !== comparable(word ?? '')),
			blockedMembers: settings.blockedMembers.filter((other) => other !== member?.id),
		};
	},
};

const numberOf = (name: keyof MemberRule, value: number | null): MemberRule =>
	value === null ? {} : { [name]: value };

/** Changes the rule of whoever was named: a role, a member, or everybody (whose role has the guild's own id). */
function withRule(
	settings: GuildSettings,
	{ options, guildId }: Asked,
	change: (rule: MemberRule) => MemberRule | undefined,
	wrong: Words['admin']['wrong'],
): GuildSettings | { readonly problem: string } {
	const who = options.get('who');
	const id = who?.role?.id ?? who?.user?.id;
	if (id === undefined || id === guildId) return { ...settings, everyone: change(settings.everyone) ?? {} };

	const kind = who?.role ? 'roles' : 'members';
	const { [id]: before = {}, ...others } = settings[kind];
	const rule = change(before);
	if (Object.keys(others).length >= mostEntries) return { problem: wrong.entriesFull({ most: mostEntries }) };
	return { ...settings, [kind]: rule === undefined ? others : { ...others, [id]: rule } };
}
