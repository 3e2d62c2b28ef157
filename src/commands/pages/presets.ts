import { done } from '../../messages/refusals/refusal.js';
import { presetFields, presetModal } from '../../messages/forms/presetModal.js';
import type { Presets } from '../../services/admission/presets.js';
import { ownJob, type OwnJobParts } from '../buttons/ownJob.js';
import type { Press, SentForm } from '../interaction/command.js';
import { openModal, refusePress, replyPrivately } from '../interaction/respond.js';

export interface PresetParts extends OwnJobParts {
	readonly presets: Pick<Presets, 'of' | 'save'>;
}

/** Asks for a name for the options of a request, and which preset goes for it. */
export async function askPreset(press: Press, parts: PresetParts): Promise<void> {
	const job = await ownJob(press, parts);
	if (job === undefined) return;
	const existing = await parts.presets.of(press.facts.userId);
	const names = existing.map(({ name }) => name);
	await openModal(press.facts, presetModal(job, names, press.facts.locale), parts);
}

const obstacles = { nameless: 'presetNameless', taken: 'presetTaken', full: 'presetsFull' } as const;

/** Keeps them. The select names places: a preset that was saved or deleted meanwhile is told by its name, and not mistaken. */
export async function savePreset(submission: SentForm, parts: PresetParts): Promise<void> {
	const job = await ownJob(submission, parts);
	if (job === undefined) return;
	const { facts, interaction } = submission;
	const { fields } = interaction;
	const [chosen] = fields.fields.has(presetFields.replaces) ? fields.getStringSelectValues(presetFields.replaces) : [];
	const replaces = chosen === undefined ? undefined : (await parts.presets.of(facts.userId))[Number(chosen)]?.name;
	const name = fields.getTextInputValue(presetFields.name);
	const saved = await parts.presets.save(facts.userId, { name, request: job.request, replaces });
	if (saved !== 'saved') return refusePress(facts, obstacles[saved], parts);
	await replyPrivately(facts, done('presetSaved', facts.locale), parts);
}
