import type { InteractionFacts } from '../../discord/interactionFacts.js';
import { grants } from '../../discord/permissions.js';
import { words as wordsOf } from '../../i18n/index.js';
import { adminProblem, changesPage, settingsChanged, settingsPage } from '../../messages/pages/adminPages.js';
import type { MessageBody } from '../../discord/messageBody.js';
import { refusal } from '../../messages/cards/refusal.js';
import { modelChoices } from '../../providers/catalogue/choices.js';
import type { Settings } from '../../services/records/settings.js';
import { choiceWords } from '../video/modelChoices.js';
import type { SlashCommand } from '../interaction/command.js';
import { refuse, replyPrivately, type Responding } from '../interaction/respond.js';
import type { VideoRequests } from '../video/requestVideo.js';
import { type AdminCall, adminDefinition } from './definition.js';
import { reconcile, redeliver, type RepairParts } from './repair.js';
import { settingActs, type SettingAct } from './settingActs.js';
import { usage, type UsageParts } from './usage.js';

export interface AdminParts extends RepairParts, UsageParts, Responding {
	readonly settings: Settings;
	readonly ordering: Pick<VideoRequests, 'model' | 'models'>;
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

	choices(interaction, facts) {
		if (!maySetUp(facts)) return Promise.resolve([]);
		const typed = interaction.options.getFocused();
		return Promise.resolve(modelChoices(parts.ordering.models(), typed, choiceWords(facts.locale)));
	},
});

const maySetUp = ({ memberPermissions }: InteractionFacts): boolean =>
	grants(memberPermissions, 'manageGuild', 'administrator');

async function act(of: AdminCall, parts: AdminParts): Promise<void> {
	const { options } = of.interaction;
	const name = [options.getSubcommandGroup(false), options.getSubcommand()].filter((part) => part !== null).join(' ');
	switch (name) {
		case 'settings': {
			const settings = await parts.settings.of(of.guildId);
			return answer(of, parts, settingsPage(settings, view(of, parts)));
		}
		case 'changes': {
			const changes = await parts.settings.changes(of.guildId);
			return answer(of, parts, changesPage(changes, view(of, parts)));
		}
		case 'usage':
			return usage(of, parts);
		case 'reconcile':
			return reconcile(of, parts);
		case 'redeliver':
			return redeliver(of, parts);
		default: {
			const change = settingActs[name];
			if (change === undefined) throw new Error(`no act for /video-admin ${name}`);
			return answer(of, parts, await changed(of, parts, change));
		}
	}
}

/** Changes the settings, and shows what was and what is. */
async function changed(of: AdminCall, parts: AdminParts, change: SettingAct): Promise<MessageBody> {
	const { facts, guildId, interaction } = of;
	const { ordering, settings } = parts;
	const asked = {
		options: interaction.options,
		guildId,
		find: (typed: string) => ordering.model(typed),
		models: ordering.models(),
	};
	const { wrong } = wordsOf(facts.locale).admin;
	let obstacle: MessageBody | undefined;
	const difference = await settings.change(guildId, facts.userId, (before) => {
		const after = change(before, asked, wrong);
		if ('problem' in after) obstacle = adminProblem(after.problem);
		else if ('unknownModel' in after) {
			obstacle = refusal({ type: 'model-unknown', model: after.unknownModel }, facts.locale);
		} else return after;
		return before;
	});
	return obstacle ?? settingsChanged(difference, view(of, parts));
}

const view = ({ facts }: AdminCall, { ordering }: AdminParts) => ({
	locale: facts.locale,
	modelName: (id: string) => ordering.model(id)?.model.name ?? id,
});

async function answer({ facts }: AdminCall, parts: AdminParts, body: MessageBody): Promise<void> {
	await replyPrivately(facts, body, parts);
}
