import type { MemberRule, SettingName, SettingsDifference, SettingsPart } from '../../jobs/guild/guildSettings.js';
import type { Words } from '../../i18n/en.js';
import { neutralise, plain } from '../parts/memberText.js';

/** What the words of a setting are made of besides its value. */
export interface SettingWords {
	readonly words: Words;
	/** How a model is called, as long as anybody knows it. */
	readonly modelName: (id: string) => string;
}

/** A list is cut after so many of its entries, and each of them after so many characters. */
const mostEntries = 7;
const longestEntry = 40;

/** Every setting that a guild has, in the order they are shown. */
export const settingNames = [
	'paused',
	'defaultModel',
	'allowedModels',
	'forbiddenModels',
	'everyone',
	'roles',
	'members',
	'dailyUsd',
	'mostSeconds',
	'mostLines',
	'mostUsd',
	'privateChannels',
	'logChannel',
	'ageRestrictedOnly',
	'blockedWords',
	'blockedMembers',
] as const satisfies readonly SettingName[];

/** One line a changed setting: what was, and what is; of a list what went and what came. */
export function differenceLines({ was, is }: Pick<SettingsDifference, 'was' | 'is'>, about: SettingWords): string[] {
	const changed = settingNames.filter((name) => name in was || name in is);
	return changed.map((name) => `**${about.words.admin.names[name]}**: ${changeText(name, { was, is }, about)}`);
}

function changeText(name: SettingName, { was, is }: SettingsDifference, about: SettingWords): string {
	if (!isList(was[name]) || !isList(is[name])) {
		return `${settingText(name, was, about)} → ${settingText(name, is, about)}`;
	}
	const gone = settingText(name, was, about);
	const come = settingText(name, is, about);
	const { none } = about.words.admin.values;
	return [...(isEmpty(was[name]) ? [] : [`− ${gone}`]), ...(isEmpty(is[name]) ? [] : [`+ ${come}`])].join(' ') || none;
}

/** Of these a difference holds single entries. `everyone` is one rule, and is told whole. */
const isList = (value: unknown): boolean =>
	Array.isArray(value) ||
	(typeof value === 'object' && value !== null && Object.keys(value).every((key) => /^\d+$/u.test(key)));

const isEmpty = (value: unknown): boolean => Object.keys(value ?? {}).length === 0;

/** What is set, without what else holds. */
export function settingText(name: SettingName, from: SettingsPart, about: SettingWords): string {
	const { values } = about.words.admin;
	switch (name) {
		case 'paused':
		case 'ageRestrictedOnly':
			return from[name] === true ? values.yes : values.no;
		case 'defaultModel':
			return from.defaultModel ? modelText(from.defaultModel, about) : values.botDefault;
		case 'allowedModels':
			return from.allowedModels ? shownList(from.allowedModels, (id) => modelText(id, about), about) : values.allModels;
		case 'forbiddenModels':
			return shownList(from.forbiddenModels ?? [], (id) => modelText(id, about), about);
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
			return shownList(from.privateChannels ?? [], (id) => `<#${id}>`, about);
		case 'logChannel':
			return from.logChannel ? `<#${from.logChannel}>` : values.none;
		case 'blockedWords':
			return shownList(from.blockedWords ?? [], (word) => `||${neutralise(word, longestEntry)}||`, about);
		case 'blockedMembers':
			return shownList(from.blockedMembers ?? [], (id) => `<@${id}>`, about);
	}
}

/** A model's name as it may stand in an answer. */
export const modelText = (id: string, { modelName }: SettingWords): string =>
	neutralise(plain(modelName(id), longestEntry), 60);

function rules(of: Readonly<Record<string, MemberRule>>, mention: (id: string) => string, about: SettingWords): string {
	return shownList(Object.entries(of), ([id, rule]) => `${mention(id)} (${ruleText(rule, about.words)})`, about);
}

/** What one rule says. */
export function ruleText({ running, videos, usd }: MemberRule, { admin: { values } }: Words): string {
	const parts = [
		...(typeof running === 'number' ? [values.running({ most: running })] : []),
		...(typeof videos === 'number' ? [values.videos({ most: videos })] : []),
		...(typeof usd === 'number' ? [values.usd({ most: usd })] : []),
	];
	return parts.join(', ') || values.noLimit;
}

/** Entries in one line, as many as it may hold. */
export function shownList<T>(
	entries: readonly T[],
	show: (entry: T) => string,
	{ words: { admin } }: SettingWords,
): string {
	if (entries.length === 0) return admin.values.none;
	const rest = entries.length - mostEntries;
	const shown = entries.slice(0, mostEntries).map(show).join(', ');
	return rest > 0 ? `${shown} ${admin.values.more({ count: rest })}` : shown;
}
