import type { GuildSettings, MemberRule } from '../../jobs/guild/guildSettings.js';
import type { Words } from '../../i18n/en.js';
import type { RuleOf } from './askedChanges.js';
import { resolutions } from './definition.js';
import { mostEntries, type Asked, type SettingAct } from './settingAct.js';

/** The subcommands that say how much may be made here. */
export const limitActs: Readonly<Record<string, SettingAct>> = {
	'limits set'(settings, asked, wrong) {
		const { options } = asked;
		const given: MemberRule = {
			...numberOf('running', options.getInteger('running')),
			...numberOf('videos', options.getInteger('videos')),
			...numberOf('usd', options.getNumber('usd')),
		};
		if (Object.keys(given).length === 0) return { shows: ['everyone', 'roles', 'members'] };
		return withRule(settings, ruleOf(asked), given, wrong);
	},
	'limits clear'(_, asked) {
		const what = asked.options.getString('what');
		const who = ruleOf(asked);
		if (what === null && who.kind === 'everyone' && asked.options.get('who') === null) {
			return { shows: ['everyone', 'roles', 'members', 'dailyUsd', 'mostSeconds', 'mostLines', 'mostUsd'] };
		}
		if (what !== null && what !== 'rule') return { asks: `clear-${what}` };
		return { asks: who.kind === 'everyone' ? 'clear-everyone' : `clear-${who.kind}-${who.id}` };
	},
	'limits budget'(settings, { options }) {
		const dailyUsd = options.getNumber('usd');
		return dailyUsd === null ? { shows: ['dailyUsd'] } : { ...settings, dailyUsd };
	},
	'limits largest'(settings, { options }) {
		const seconds = options.getInteger('seconds');
		const resolution = options.getString('resolution');
		const price = options.getNumber('price');
		if (seconds === null && resolution === null && price === null) {
			return { shows: ['mostSeconds', 'mostLines', 'mostUsd'] };
		}
		return {
			...settings,
			mostSeconds: seconds ?? settings.mostSeconds,
			mostLines: resolutions[resolution ?? ''] ?? settings.mostLines,
			mostUsd: price ?? settings.mostUsd,
		};
	},
};

const numberOf = (name: keyof MemberRule, value: number | null): MemberRule =>
	value === null ? {} : { [name]: value };

/** Whose rule is meant: a role's, a member's, or everybody's (whose role has the guild's own id). */
function ruleOf({ options, guildId }: Asked): RuleOf {
	const who = options.get('who');
	const id = who?.role?.id ?? who?.user?.id;
	if (id === undefined || id === guildId) return { kind: 'everyone' };
	return { kind: who?.role ? 'roles' : 'members', id };
}

function withRule(
	settings: GuildSettings,
	of: RuleOf,
	given: MemberRule,
	wrong: Words['admin']['wrong'],
): GuildSettings | { readonly problem: string } {
	if (of.kind === 'everyone') return { ...settings, everyone: { ...settings.everyone, ...given } };
	const { [of.id]: before = {}, ...others } = settings[of.kind];
	if (Object.keys(others).length >= mostEntries) return { problem: wrong.entriesFull({ most: mostEntries }) };
	return { ...settings, [of.kind]: { ...others, [of.id]: { ...before, ...given } } };
}
