import { done } from '../../messages/refusals/refusal.js';
import { presetFields, presetModal, presetOwners } from '../../messages/forms/presetModal.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';
import type { PresetOwner, Presets } from '../../services/admission/presets.js';
import { ownJob, type OwnJobParts } from '../buttons/ownJob.js';
import type { Press, SentForm } from '../interaction/command.js';
import { maySetUp } from '../interaction/mayPress.js';
import { openModal, refusePress, replyPrivately } from '../interaction/respond.js';

export interface PresetParts extends OwnJobParts {
	readonly presets: Pick<Presets, 'known' | 'save' | 'remove'>;
}

/** The server whose presets somebody may change here. */
const sharedBy = (facts: InteractionFacts): PresetOwner | undefined =>
	facts.guildId !== null && maySetUp(facts) ? { guildId: facts.guildId } : undefined;

/** Asks for a name for the options of a request, which preset goes for it, and of whoever sets up the server for whom it is. */
export async function askPreset(press: Press, parts: PresetParts): Promise<void> {
	const job = await ownJob(press, parts);
	if (job === undefined) return;
	const { facts } = press;
	const mayShare = sharedBy(facts) !== undefined;
	const presets = (await parts.presets.known(facts)).filter(({ isGuilds }) => mayShare || !isGuilds);
	await openModal(facts, presetModal(job, { presets, mayShare }, facts.locale), parts);
}

const obstacles = { nameless: 'presetNameless', taken: 'presetTaken', full: 'presetsFull' } as const;

/** Keeps them, for the member or for the server; what goes for it may have been of the other. */
export async function savePreset(submission: SentForm, parts: PresetParts): Promise<void> {
	const job = await ownJob(submission, parts);
	if (job === undefined) return;
	const { facts, interaction } = submission;
	const { fields } = interaction;
	const picked = (field: string): string | undefined =>
		fields.fields.has(field) ? fields.getStringSelectValues(field)[0] : undefined;
	const isGuilds = picked(presetFields.whose) === presetOwners.guild;
	const [whose, ...rest] = picked(presetFields.replaces)?.split(':') ?? [];
	const goes = whose === undefined ? undefined : { isGuilds: whose === presetOwners.guild, name: rest.join(':') };
	const shared = sharedBy(facts);
	// The right to set up the server may have gone while the form was open.
	if (shared === undefined && (isGuilds || goes?.isGuilds === true))
		return refusePress(facts, 'presetNotShared', parts);

	const ownerOf = (isTheGuilds: boolean): PresetOwner => (isTheGuilds && shared) || facts.userId;
	const replaces = goes?.isGuilds === isGuilds ? goes.name : undefined;
	const name = fields.getTextInputValue(presetFields.name);
	const saved = await parts.presets.save(ownerOf(isGuilds), { name, request: job.request, replaces });
	if (saved !== 'saved') return refusePress(facts, obstacles[saved], parts);
	if (goes !== undefined && replaces === undefined) await parts.presets.remove(ownerOf(goes.isGuilds), goes.name);
	await replyPrivately(facts, done('presetSaved', facts.locale), parts);
}
