import type { InteractionFacts } from '../../discord/interactionFacts.js';
import type { MessageBody } from '../../discord/messageBody.js';
import { differenceOf, type GuildSettings, type SettingsDifference } from '../../jobs/guild/guildSettings.js';
import { isModelAllowed } from '../../jobs/guild/policy.js';
import { standingLimits, type BotRules } from '../../jobs/guild/standing.js';
import { words as wordsOf } from '../../i18n/index.js';
import { refusal } from '../../messages/refusals/refusal.js';
import {
	adminProblem,
	leaveIt,
	settingsChanged,
	settingsQuestion,
	settingsShown,
} from '../../messages/pages/adminPages.js';
import type { SettingsStanding } from '../../messages/pages/standingText.js';
import type { Settings } from '../../services/records/settings.js';
import type { Press } from '../interaction/command.js';
import { refuse, update, type Responding } from '../interaction/respond.js';
import type { VideoRequests } from '../video/requestVideo.js';
import { askedChange } from './askedChanges.js';
import type { AdminCall } from './definition.js';
import { maySetUp } from '../interaction/mayPress.js';
import type { ModelsOnOffer, SettingAct } from './settingAct.js';

export interface ChangeSettingsParts extends Responding {
	readonly settings: Pick<Settings, 'of' | 'change'>;
	readonly ordering: Pick<VideoRequests, 'model' | 'models'>;
	/** What the operator holds everybody to. */
	readonly bot: BotRules;
}

/** Changes the settings, and shows what was and what is; or asks before, or shows what stands where nothing was filled in. */
export async function changeSettings(
	{ facts, guildId, interaction }: AdminCall,
	parts: ChangeSettingsParts,
	change: SettingAct,
): Promise<MessageBody> {
	const { settings } = parts;
	const { locale, userId } = facts;
	const offer = modelsOnOffer(parts);
	const asked = { options: interaction.options, guildId, ...offer };
	const { wrong } = wordsOf(locale).admin;
	let instead: MessageBody | undefined;
	let after: GuildSettings | undefined;
	const difference = await settings.change(guildId, userId, (before) => {
		const result = change(before, asked, wrong);
		if ('problem' in result) instead = adminProblem(result.problem);
		else if ('unknownModel' in result) instead = refusal({ type: 'model-unknown', model: result.unknownModel }, locale);
		else if ('shows' in result) instead = settingsShown(result.shows, before, settingsView(facts, parts, before));
		else if ('asks' in result) instead = question(result.asks, before, facts, parts);
		else after = result;
		return after ?? before;
	});
	return instead ?? answerTo(difference, after, facts, parts);
}

/** The answer to the question before a change. Whoever gives it must still be allowed to make the change. */
export async function settleChange({ facts, id }: Press, parts: ChangeSettingsParts): Promise<void> {
	const { guildId, locale, userId } = facts;
	if (guildId === null || !maySetUp(facts)) return refuse(facts, { type: 'settings', why: 'noRight' }, parts);
	const { left, gone } = wordsOf(locale).admin.question;
	if (id.jobId === leaveIt) {
		await update(facts, adminProblem(left, 'quiet'), parts);
		return;
	}

	let after: GuildSettings | undefined;
	const difference = await parts.settings.change(guildId, userId, (before) => {
		after = askedChange(id.jobId, before, modelsOnOffer(parts));
		return after ?? before;
	});
	const body = after === undefined ? adminProblem(gone) : answerTo(difference, after, facts, parts);
	await update(facts, body, parts);
}

function question(
	token: string,
	before: GuildSettings,
	facts: InteractionFacts,
	parts: ChangeSettingsParts,
): MessageBody {
	const after = askedChange(token, before, modelsOnOffer(parts));
	const difference = after && differenceOf(before, after);
	if (after === undefined || difference === undefined) return answerTo(undefined, before, facts, parts);
	return settingsQuestion({ difference, after, token, ownerId: facts.userId }, settingsView(facts, parts, after));
}

function answerTo(
	difference: SettingsDifference | undefined,
	after: GuildSettings | undefined,
	facts: InteractionFacts,
	parts: ChangeSettingsParts,
): MessageBody {
	const isChanged = difference !== undefined && after !== undefined;
	const view = settingsView(facts, parts, after);
	return settingsChanged(isChanged ? { difference, after } : undefined, view);
}

const modelsOnOffer = ({ ordering }: ChangeSettingsParts): ModelsOnOffer => ({
	find: (typed) => ordering.model(typed),
	models: ordering.models(),
	usual: (settings) => ordering.model(null, settings),
});

/** What the pages about settings are made of besides these. */
export const settingsView = (
	{ locale }: InteractionFacts,
	parts: ChangeSettingsParts,
	settings?: GuildSettings,
): { locale: string; modelName: (id: string) => string; standing: SettingsStanding } => ({
	locale,
	modelName: (id) => parts.ordering.model(id)?.model.name ?? id,
	standing: standingOf(settings, parts),
});

function standingOf(settings: GuildSettings | undefined, { bot, ordering }: ChangeSettingsParts): SettingsStanding {
	const all = ordering.models();
	const usable = settings === undefined ? all : all.filter(({ model }) => isModelAllowed(settings, model.id));
	const usual = ordering.model(null, settings)?.model.id;
	const { defaultModel } = bot;
	const origin =
		usual === settings?.defaultModel ? 'here' : usual === defaultModel.value ? defaultModel.origin : 'first';
	return {
		limits: standingLimits(settings ?? { everyone: {}, dailyUsd: null }, bot),
		bot,
		models: { usable: usable.length, all: all.length },
		usual: usual === undefined ? undefined : { id: usual, origin },
	};
}
