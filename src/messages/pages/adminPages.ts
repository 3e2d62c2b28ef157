import type { APIButtonComponent } from 'discord-api-types/v10';
import type { GuildSettings, SettingName, SettingsDifference, SettingsPart } from '../../jobs/guild/guildSettings.js';
import type { Words } from '../../i18n/en.js';
import { words as wordsOf } from '../../i18n/index.js';
import { button, buttonRows } from '../parts/buttons.js';
import { card, heading, small, text } from '../parts/card.js';
import { discordTime } from '../parts/markdown.js';
import { plain } from '../parts/memberText.js';
import { asEphemeral, messageBody, type MessageBody } from '../../discord/messageBody.js';
import { differenceLines, settingNames, type SettingWords } from './settingText.js';
import { panelRows, type PanelView } from './settingsPanel.js';
import { standingLines, touchedBy, type SettingsStanding } from './standingText.js';

interface AdminView {
	readonly locale: string;
	readonly modelName: SettingWords['modelName'];
}

/** What else holds besides the settings. */
interface StandingView extends AdminView {
	readonly standing: SettingsStanding;
}

/** One entry of the audit trail, as plain facts. */
interface ChangeEntry {
	readonly at: number;
	readonly by: string;
	readonly was: SettingsPart;
	readonly is: SettingsPart;
	readonly act?: { readonly what: 'reconcile' | 'redeliver'; readonly jobId: string } | null | undefined;
}

/** Longest text on one page, well under what a message may hold in all. */
const longestPage = 3_400;

/** How the server is set up and what holds in it, for the eyes of the admin who asked. */
export function settingsPage(
	settings: GuildSettings,
	{ locale, modelName, standing }: StandingView,
	panel?: PanelView,
): MessageBody {
	const words = wordsOf(locale);
	const { title, hint } = words.admin.settings;
	const lines = standingLines(settingNames, settings, { words, modelName, standing });
	const shown = text(heading(title), ...fitting(lines), small(hint));
	return asEphemeral(messageBody(card('quiet', shown, ...(panel ? panelRows(settings, panel, words) : []))));
}

/** Some settings as they stand, for an admin who filled in nothing. */
export function settingsShown(
	names: readonly SettingName[],
	settings: GuildSettings,
	{ locale, modelName, standing }: StandingView,
): MessageBody {
	const words = wordsOf(locale);
	const lines = standingLines(names, settings, { words, modelName, standing });
	return page('quiet', [heading(words.admin.shown.title), ...fitting(lines), small(words.admin.shown.hint)]);
}

/** Asks before a change that opens or closes more than its words say: what changes, and what holds from then on. */
export function settingsQuestion(
	{ difference, after, token, ownerId }: SettingsQuestion,
	{ locale, modelName, standing }: StandingView,
): MessageBody {
	const words = wordsOf(locale);
	const { title, then, yes, no } = words.admin.question;
	const about = { words, modelName, standing };
	const settle = (jobId: string, label: string): APIButtonComponent =>
		button({ action: 'settle', jobId, ownerId }, label);
	return asEphemeral(
		messageBody(
			card(
				'waiting',
				text(heading(title), ...fitting(differenceLines(difference, about), longestPage / 2)),
				text(then, ...fitting(standingLines(touchedBy(changedNames(difference)), after, about), longestPage / 2)),
				...buttonRows([settle(leaveIt, no), settle(token, yes)]),
			),
		),
	);
}

interface SettingsQuestion {
	readonly difference: SettingsDifference;
	/** The settings as they would be. */
	readonly after: GuildSettings;
	readonly token: string;
	readonly ownerId: string;
}

/** What stands in the button of the answer *no*, in place of a change. */
export const leaveIt = 'leave';

/** Confirms a change and says what holds now, or says that there was none to make. */
export function settingsChanged(
	changed: { readonly difference: SettingsDifference; readonly after: GuildSettings } | undefined,
	{ locale, modelName, standing }: StandingView,
): MessageBody {
	const words = wordsOf(locale);
	if (changed === undefined) return page('quiet', [words.admin.same]);
	const about = { words, modelName, standing };
	const lines = differenceLines(changed.difference, about);
	const names = touchedBy(changedNames(changed.difference)).filter((name) => !toldWhole.has(name));
	const now = standingLines(names, changed.after, about).map((line) => `-# ${line}`);
	return page('good', [heading(words.admin.changed), ...fitting([...lines, ...now])]);
}

const changedNames = ({ was, is }: SettingsDifference): SettingName[] =>
	settingNames.filter((name) => name in was || name in is);

/** Of these a change says everything. */
const toldWhole: ReadonlySet<SettingName> = new Set<SettingName>([
	...(['paused', 'ageRestrictedOnly', 'privateChannels', 'logChannel', 'blockedWords', 'blockedMembers'] as const),
	...(['mostSeconds', 'mostLines', 'mostUsd'] as const),
]);

/** Who changed what, newest first. */
export function changesPage(changes: readonly ChangeEntry[], { locale, modelName }: AdminView): MessageBody {
	const words = wordsOf(locale);
	const { title, none, page: says } = words.admin.changes;
	if (changes.length === 0) return page('quiet', [heading(title), none]);
	const lines = fitting(changes.map((change) => changeLine(change, { words, modelName })));
	return page('quiet', [heading(title), ...lines, small(says({ shown: lines.length, all: changes.length }))]);
}

function changeLine(change: ChangeEntry, about: SettingWords): string {
	const { act, at, by } = change;
	const what = act ? [actText(act, about.words)] : differenceLines(change, about);
	return `${discordTime(at, 'f')} <@${by}>\n${what.map((one) => `- ${one}`).join('\n')}`;
}

const actText = ({ what, jobId }: NonNullable<ChangeEntry['act']>, { admin }: Words): string =>
	admin.changes[what]({ job: `\`${jobId}\`` });

/** A private answer to an admin that something cannot be done … */
export const adminProblem = (what: string, tone: 'bad' | 'quiet' = 'bad'): MessageBody => page(tone, [what]);

/** … or that it is under way. */
export const adminDone = (what: string): MessageBody => page('good', [what]);

/** A task id as it may stand in an answer. */
export const shownTask = (id: string): string => `\`${plain(id, 120).replace(/`/gu, "'")}\``;

const page = (tone: Parameters<typeof card>[0], lines: readonly (string | undefined)[]): MessageBody =>
	asEphemeral(messageBody(card(tone, text(...lines))));

/** As many lines as one page holds. */
function fitting(lines: readonly string[], most = longestPage): string[] {
	let length = 0;
	return lines.filter((line) => (length += line.length + 1) <= most);
}
