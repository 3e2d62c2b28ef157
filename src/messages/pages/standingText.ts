import type { GuildSettings, MemberRule, SettingName } from '../../jobs/guild/guildSettings.js';
import { lower, type BotRules, type Origin, type Standing, type StandingLimits } from '../../jobs/guild/standing.js';
import type { Words } from '../../i18n/en.js';
import { modelText, ruleText, settingText, shownList, type SettingWords } from './settingText.js';

/** What really holds in a server, beside what its admins have set. */
export interface SettingsStanding {
	readonly limits: StandingLimits;
	/** The operator's own rules, which some settings cannot pass. */
	readonly bot: BotRules;
	/** Models that members may use, of all on offer. */
	readonly models: { readonly usable: number; readonly all: number };
	/** What members get who name no model; undefined: there is none. */
	readonly usual: { readonly id: string; readonly origin: Origin | 'first' } | undefined;
}

export interface StandingWords extends SettingWords {
	readonly standing: SettingsStanding;
}

/** What holds of some settings, and who has decided it; one line each. */
export function standingLines(names: readonly SettingName[], settings: GuildSettings, about: StandingWords): string[] {
	const within = names.filter((name) => !(name === 'forbiddenModels' && names.includes('allowedModels')));
	return within.flatMap((name) => {
		const label = name === 'allowedModels' || name === 'forbiddenModels' ? 'models' : name;
		const line = `**${about.words.admin.names[label]}**: ${standingText(name, settings, about)}`;
		return name === 'dailyUsd' ? [line, botBudget(about)] : [line];
	});
}

/** The settings whose standing a change of these touches: models that close may have been the usual one. */
export function touchedBy(names: readonly SettingName[]): SettingName[] {
	const isAboutModels = names.some((name) => name === 'allowedModels' || name === 'forbiddenModels');
	const all = names.map((name) => (name === 'forbiddenModels' ? 'allowedModels' : name));
	return [...new Set([...all, ...(isAboutModels ? ['defaultModel' as const] : [])])];
}

function standingText(name: SettingName, settings: GuildSettings, about: StandingWords): string {
	const { limits } = about.standing;
	switch (name) {
		case 'defaultModel':
			return usualText(settings, about);
		case 'allowedModels':
		case 'forbiddenModels':
			return modelsText(settings, about);
		case 'everyone':
			return everyoneText(limits.everyone, about.words);
		case 'roles':
			return rulesText(settings.roles, (id) => `<@&${id}>`, about);
		case 'members':
			return rulesText(settings.members, (id) => `<@${id}>`, about);
		case 'dailyUsd':
			return standing(limits.guildUsd, 'usd', about.words);
		default: {
			const value = settingText(name, settings, about);
			const { noLimit, none, no } = about.words.admin.values;
			const isSet = ![noLimit, none, no].includes(value);
			return isSet ? `${value} (${about.words.admin.origins.here})` : value;
		}
	}
}

function usualText({ defaultModel }: GuildSettings, about: StandingWords): string {
	const { admin } = about.words;
	const { usual } = about.standing;
	const shown = usual === undefined ? admin.values.none : modelText(usual.id, about);
	const origin = usual === undefined ? '' : ` (${admin.origins[usual.origin]})`;
	const isSet = defaultModel !== null && defaultModel !== usual?.id;
	return `${shown}${origin}${isSet ? ` · ${admin.values.unusable({ model: modelText(defaultModel, about) })}` : ''}`;
}

function modelsText({ allowedModels, forbiddenModels }: GuildSettings, about: StandingWords): string {
	const { values } = about.words.admin;
	const { models } = about.standing;
	const named = (ids: readonly string[]): string => shownList(ids, (id) => modelText(id, about), about);
	if (allowedModels !== null) return values.onlyModels({ names: named(allowedModels), ...models });
	if (forbiddenModels.length > 0) return values.allModelsBut({ names: named(forbiddenModels), ...models });
	return values.everyModel(models);
}

const ruleNames = ['running', 'videos', 'usd'] as const;

function everyoneText(of: StandingLimits['everyone'], words: Words): string {
	const { noUsd } = words.admin.values;
	const shown = ruleNames.map((name) =>
		name === 'usd' && of.usd.value === undefined ? noUsd : standing(of[name], name, words),
	);
	return shown.join(', ');
}

function standing({ value, origin, unreached }: Standing, name: keyof MemberRule, { admin }: Words): string {
	const { values, origins } = admin;
	if (value === undefined) return values.noLimit;
	const above = unreached === undefined ? '' : `; ${values.unreached({ set: values[name]({ most: unreached }) })}`;
	return `${values[name]({ most: value })} (${origins[origin]}${above})`;
}

/** Rules by id; what none of them says follows everybody's, and what the operator lets nobody have is said. */
function rulesText(
	of: Readonly<Record<string, MemberRule>>,
	mention: (id: string) => string,
	about: StandingWords,
): string {
	const { values } = about.words.admin;
	const { bot } = about.standing;
	const rules = Object.values(of);
	if (rules.length === 0) return values.none;
	const shown = ([id, rule]: [string, MemberRule]): string => `${mention(id)} (${ruleText(rule, about.words)})`;
	const isPartial = rules.some((rule) => ruleNames.some((name) => typeof rule[name] !== 'number'));
	const caps = (['running', 'videos'] as const).flatMap((name) => {
		const { value = 0 } = bot[name];
		const isPassed = rules.some((rule) => lower(rule[name], bot[name]).unreached !== undefined);
		return isPassed ? [values.botHolds({ most: values[name]({ most: value }) })] : [];
	});
	return [shownList(Object.entries(of), shown, about), ...(isPartial ? [values.elseEveryone] : []), ...caps].join('; ');
}

function botBudget({ words, standing: { limits } }: StandingWords): string {
	return `**${words.admin.names.botUsd}**: ${standing(limits.botUsd, 'usd', words)}`;
}
