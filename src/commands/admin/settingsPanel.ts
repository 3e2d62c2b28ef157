import type { InteractionFacts } from '../../discord/interactionFacts.js';
import type { MessageBody } from '../../discord/messageBody.js';
import type { GuildSettings } from '../../jobs/guild/guildSettings.js';
import { withModel } from '../../jobs/guild/modelLists.js';
import { words as wordsOf } from '../../i18n/index.js';
import { settingsPage } from '../../messages/pages/adminPages.js';
import type { PanelAct } from '../../messages/pages/settingsPanel.js';
import type { Press } from '../interaction/command.js';
import { maySetUp } from '../interaction/mayPress.js';
import { refuse, update } from '../interaction/respond.js';
import { modelOptions } from '../video/modelChoices.js';
import { settingsView, type ChangeSettingsParts } from './changeSettings.js';
import { botsOwn } from './modelActs.js';
import { showRequests, type RequestsParts } from './requests.js';

/** The settings page, with what can be changed on it. */
export function settingsPanel(
	settings: GuildSettings,
	facts: InteractionFacts,
	parts: ChangeSettingsParts,
): MessageBody {
	const { locale, userId } = facts;
	const { ordering } = parts;
	const usual = ordering.model(null)?.model.name ?? '';
	return settingsPage(settings, settingsView(facts, parts, settings), {
		ownerId: userId,
		models: modelOptions(ordering.models(settings), { pictures: false, locale }),
		botsOwn: { id: botsOwn, name: wordsOf(locale).admin.botsOwn({ model: usual }) },
	});
}

/** A button or select of the panel: makes its change and shows the page as it is then. */
export async function pressPanel(press: Press, parts: ChangeSettingsParts & RequestsParts): Promise<void> {
	const { facts, id, interaction } = press;
	const { guildId, userId } = facts;
	if (guildId === null || !maySetUp(facts)) return refuse(facts, { type: 'settings', why: 'noRight' }, parts);
	if (id.jobId === 'requests') return showRequests(press, parts);
	const chosen = interaction.isAnySelectMenu() ? interaction.values : [];
	const { settings } = parts;
	await settings.change(guildId, userId, (before) => changed(id.jobId as PanelAct, before, chosen) ?? before);
	await update(facts, settingsPanel(await settings.of(guildId), facts, parts), parts);
}

/** Undefined for what an older page may still hold. */
function changed(act: PanelAct, settings: GuildSettings, chosen: readonly string[]): GuildSettings | undefined {
	switch (act) {
		case 'model': {
			const [model = botsOwn] = chosen;
			if (model === botsOwn) return { ...settings, defaultModel: null };
			return { ...withModel(settings, model), defaultModel: model };
		}
		case 'private':
			return { ...settings, privateChannels: [...chosen] };
		case 'log':
			return { ...settings, logChannel: chosen[0] ?? null };
		case 'pause':
		case 'resume':
			return { ...settings, paused: act === 'pause' };
		case 'adults':
		case 'everywhere':
			return { ...settings, ageRestrictedOnly: act === 'adults' };
		case 'requests':
			return undefined;
	}
}
