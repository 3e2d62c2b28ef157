import { words as wordsOf } from '../../i18n/index.js';
import { changesPage } from '../../messages/pages/adminPages.js';
import type { MessageBody } from '../../discord/messageBody.js';
import { modelChoices } from '../../providers/catalogue/choices.js';
import type { Settings } from '../../services/records/settings.js';
import { choiceWords } from '../video/modelChoices.js';
import type { Choices, SlashCommand } from '../interaction/command.js';
import { refuse, replyPrivately, type Responding } from '../interaction/respond.js';
import { changeSettings, settingsView, type ChangeSettingsParts } from './changeSettings.js';
import { type AdminCall, adminDefinition } from './definition.js';
import { maySetUp } from '../interaction/mayPress.js';
import { botsOwn } from './modelActs.js';
import { reconcile, redeliver, type RepairParts } from './repair.js';
import { requests, type RequestsParts } from './requests.js';
import { repairChoices } from './repairChoices.js';
import { settingActs } from './settingActs.js';
import { settingsPanel } from './settingsPanel.js';
import { usage, type UsageParts } from './usage.js';

export interface AdminParts extends RepairParts, UsageParts, ChangeSettingsParts, RequestsParts {
	readonly settings: Settings;
	readonly repairs: RepairParts['repairs'];
	readonly discord: Responding['discord'] & RepairParts['discord'];
}

/** `/video-admin`: settings, usage and repairs of one guild, for whoever may manage it. */
export const admin = (parts: AdminParts): SlashCommand => ({
	definition: adminDefinition,

	async execute(interaction, facts) {
		const { guildId } = facts;
		if (guildId === null) return refuse(facts, { type: 'context' }, parts);
		// Discord hides the command, but a server's admins may show it to others.
		if (!maySetUp(facts)) return refuse(facts, { type: 'settings', why: 'noRight' }, parts);
		await act({ interaction, facts, guildId }, parts);
	},

	async choices(interaction, facts) {
		if (!maySetUp(facts) || facts.guildId === null) return [];
		const { name, value: typed } = interaction.options.getFocused(true);
		if (name === 'job') {
			const wanted = interaction.options.getSubcommand() === 'reconcile' ? 'unknown' : 'ended';
			return repairChoices({ wanted, typed, guildId: facts.guildId, locale: facts.locale }, parts);
		}
		const models = modelChoices(parts.ordering.models(), typed, choiceWords(facts.locale));
		const isDefault = interaction.options.getSubcommand(false) === 'default';
		return isDefault && typed.trim() === '' ? [botsOwnChoice(facts.locale, parts), ...models] : models;
	},
});

function botsOwnChoice(locale: string, { ordering }: AdminParts): Choices[number] {
	const model = ordering.model(null)?.model.name ?? '';
	const name = wordsOf(locale).admin.botsOwn({ model });
	return { name: name.slice(0, longestChoice), value: botsOwn };
}

/** Of a choice's name. */
const longestChoice = 100;

async function act(of: AdminCall, parts: AdminParts): Promise<void> {
	const { options } = of.interaction;
	const name = [options.getSubcommandGroup(false), options.getSubcommand()].filter((part) => part !== null).join(' ');
	switch (name) {
		case 'settings': {
			const settings = await parts.settings.of(of.guildId);
			return answer(of, parts, settingsPanel(settings, of.facts, parts));
		}
		case 'changes': {
			const changes = await parts.settings.changes(of.guildId);
			return answer(of, parts, changesPage(changes, settingsView(of.facts, parts)));
		}
		case 'usage':
			return usage(of, parts);
		case 'requests':
			return requests(of, parts);
		case 'reconcile':
			return reconcile(of, parts);
		case 'redeliver':
			return redeliver(of, parts);
		default: {
			const change = settingActs[name];
			if (change === undefined) throw new Error(`no act for /video-admin ${name}`);
			return answer(of, parts, await changeSettings(of, parts, change));
		}
	}
}

async function answer({ facts }: AdminCall, parts: AdminParts, body: MessageBody): Promise<void> {
	await replyPrivately(facts, body, parts);
}
