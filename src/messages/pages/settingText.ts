import type {
	GuildSettings,
	MemberRule,
	SettingName,
	SettingsDifference,
	SettingsPart,
} from '../../jobs/guild/guildSettings.js';
import type { Words } from '../../i18n/en.js';
import { neutralise, plain } from '../parts/memberText.js';

/** What the words of a setting are made of besides its value. */
export interface SettingWords {
	readonly words: Words;
	/** How a model is called, as long as anybody knows it. */
	readonly modelName: (id: string) => string;
}

/** A list is cut after so many of its entries, and each of them after so many characters. */
const mostEntries = 8;
const longestEntry = 40;

/** Every setting that a guild has, in the order they are shown. */
export const settingNames = [
	'paused',
	'defaultModel',
	'allowedModels',
	'everyone',
	'roles',
	'members',
	'dailyUsd',
	'mostSeconds',
	'mostLines',
	'mostUsd',
	'privateChannels',
	'ageRestrictedOnly',
	'blockedWords',
	'blockedMembers',
] as const satisfies readonly SettingName[];

/** One line a setting: what it is. */
export const settingLine = (name: SettingName, settings: GuildSettings, about: SettingWords): string =>
	`**${about.words.admin.names[name]}**: ${valueText(name, settings, about)}`;

/** One line a changed setting: what was, and what is; of a list what went and what came. */
export function differenceLines({ was, is }: Pick<SettingsDifference, 'was' | 'is'>, about: SettingWords): string[] {
	const changed = settingNames.filter((name) => name in was || name in is);
	return changed.map((name) => `**${about.words.admin.names[name]}**: ${changeText(name, { was, is }, about)}`);
}

function changeText(name: SettingName, { was, is }: SettingsDifference, about: SettingWords): string {
	if (!isList(was[name]) || !isList(is[name])) {
		return `${valueText(name, was, about)} → ${valueText(name, is, about)}`;
	}
	const gone = valueText(name, was, about);
	const come = valueText(name, is, about);
	const { none } = about.words.admin.values;
	return [...(isEmpty(was[name]) ? [] : [`− ${gone}`]), ...(isEmpty(is[name]) ? [] : [`+ ${come}`])].join(' ') || none;
}

/** Of these a difference holds single entries. `everyone` is one rule, and is told whole. */
const isList = (value: unknown): boolean =>
	Array.isArray(value) ||
	(typeof value === 'object' && value !== null && Object.keys(value).every((key) => /^\d+$/u.test(key)));

const isEmpty = (value: unknown): boolean => Object.keys(value ?? {}).length === 0;

function valueText(name: SettingName, from: SettingsPart, about: SettingWords): string {
	const { values } = about.words.admin;
	switch (name) {
		case 'paused':
		case 'ageRestrictedOnly':
			return from[name] === true ? values.yes : values.no;
		case 'defaultModel':
			return from.defaultModel ? model(from.defaultModel, about) : values.botDefault;
		case 'allowedModels':
			return from.allowedModels
				? list(
						from.allowedModels.map((id) => model(id, about)),
						about,
					)
				: values.allModels;
		case 'everyone':
			return ruleText(from.everyone ?? {}, about.words);
		case 'roles':
			return rules(from.roles ?? {}, (id) => `<@&${id}>`, about);
		case 'members':
			return rules(from.members ?? {}, (id) => `<@${id}>`, about);
		case 'dailyUsd':
			return from.dailyUsd === null || from.dailyUsd === undefined
				? values.noLimit
				: values.usd({ most: from.dailyUsd });
		case 'mostSeconds':
			return from.mostSeconds ? values.seconds({ most: from.mostSeconds }) : values.noLimit;
		case 'mostLines':
			return from.mostLines ? values.lines({ most: from.mostLines }) : values.noLimit;
		case 'mostUsd':
			return from.mostUsd ? values.price({ most: from.mostUsd }) : values.noLimit;
		case 'privateChannels':
			return list(
				(from.privateChannels ?? []).map((id) => `<#${id}>`),
				about,
			);
		case 'blockedWords':
			return list(
				(from.blockedWords ?? []).map((word) => `||${neutralise(word, longestEntry)}||`),
				about,
			);
		case 'blockedMembers':
			return list(
				(from.blockedMembers ?? []).map((id) => `<@${id}>`),
				about,
			);
	}
}

const model = (id: string, { modelName }: SettingWords): string => neutralise(plain(modelName(id), longestEntry), 60);

function rules(of: Readonly<Record<string, MemberRule>>, mention: (id: string) => string, about: SettingWords): string {
	return list(
		Object.entries(of).map(([id, rule]) => `${mention(id)} (${ruleText(rule, about.words)})`),
		about,
	);
}

function ruleText({ running, videos, usd }: MemberRule, { admin: { values } }: Words): string {
	const parts = [
		...(typeof running === 'number' ? [values.running({ most: running })] : []),
		...(typeof videos === 'number' ? [values.videos({ most: videos })] : []),
		...(typeof usd === 'number' ? [values.usd({ most: usd })] : []),
	];
	return parts.join(', ') || values.noLimit;
}

function list(entries: readonly string[], { words: { admin } }: SettingWords): string {
	if (entries.length === 0) return admin.values.none;
	const rest = entries.length - mostEntries;
	const shown = entries.slice(0, mostEntries).join(', ');
	return rest > 0 ? `${shown} ${admin.values.more({ count: rest })}` : shown;
}
