import type { GuildSettings, SettingsDifference, SettingsPart } from '../../jobs/guild/guildSettings.js';
import type { Words } from '../../i18n/en.js';
import { words as wordsOf } from '../../i18n/index.js';
import { card, heading, small, text } from '../parts/card.js';
import { discordTime } from '../parts/markdown.js';
import { plain } from '../parts/memberText.js';
import { asEphemeral, messageBody, type MessageBody } from '../../discord/messageBody.js';
import { differenceLines, settingLine, settingNames, type SettingWords } from './settingText.js';

interface AdminView {
	readonly locale: string;
	readonly modelName: SettingWords['modelName'];
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

/** How the server is set up, for the eyes of the admin who asked. */
export function settingsPage(settings: GuildSettings, { locale, modelName }: AdminView): MessageBody {
	const words = wordsOf(locale);
	const { title, hint } = words.admin.settings;
	const lines = settingNames.map((name) => settingLine(name, settings, { words, modelName }));
	return page('quiet', [heading(title), ...fitting(lines), small(hint)]);
}

/** Confirms a change, or says that there was none to make. */
export function settingsChanged(
	difference: SettingsDifference | undefined,
	{ locale, modelName }: AdminView,
): MessageBody {
	const words = wordsOf(locale);
	if (difference === undefined) return page('quiet', [words.admin.same]);
	const lines = differenceLines(difference, { words, modelName });
	return page('good', [heading(words.admin.changed), ...fitting(lines)]);
}

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
export const adminProblem = (what: string): MessageBody => page('bad', [what]);

/** … or that it is under way. */
export const adminDone = (what: string): MessageBody => page('good', [what]);

/** A task id as it may stand in an answer. */
export const shownTask = (id: string): string => `\`${plain(id, 120).replace(/`/gu, "'")}\``;

const page = (tone: Parameters<typeof card>[0], lines: readonly (string | undefined)[]): MessageBody =>
	asEphemeral(messageBody(card(tone, text(...lines))));

/** As many lines as one page holds. */
function fitting(lines: readonly string[]): string[] {
	let length = 0;
	return lines.filter((line) => (length += line.length + 1) <= longestPage);
}
