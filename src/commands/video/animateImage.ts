import {
	ApplicationCommandType,
	type ModalSubmitInteraction,
	type RESTPostAPIContextMenuApplicationCommandsJSONBody,
} from 'discord.js';
import type { Draft } from '../../jobs/record/draft.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';
import { VideoRequest } from '../../jobs/record/request.js';
import { animateModal, fields } from '../../messages/forms/modals.js';
import type { Drafts } from '../../services/admission/drafts.js';
import type { MessageCommand, SentForm } from '../interaction/command.js';
import type { GuildRules } from './guildRules.js';
import { named } from '../interaction/localised.js';
import { modelOptions } from './modelChoices.js';
import { newDraft } from './newDraft.js';
import { openModal, refuseForm, refusePress, type Responding } from '../interaction/respond.js';
import type { VideoRequests } from './requestVideo.js';
import { clipsIn, picturesIn } from './picturesIn.js';

export interface AnimateParts extends Responding {
	readonly drafts: Pick<Drafts, 'begin' | 'keep' | 'get' | 'choose' | 'settle' | 'drop'>;
	readonly ordering: Pick<VideoRequests, 'place' | 'model' | 'models'>;
	readonly rules: Pick<GuildRules, 'of'>;
}

type MenuCommand = 'animate-image' | 'edit-video';

/** A command in the menu of a message, as Discord is told of it. */
export const menuDefinition = (command: MenuCommand): RESTPostAPIContextMenuApplicationCommandsJSONBody => ({
	type: ApplicationCommandType.Message,
	...named((commands) => commands[command]),
});

/** What is asked of a message: its pictures, or its clips. */
interface Kind {
	readonly command: MenuCommand;
	readonly find: typeof picturesIn;
	readonly missing: 'noPicture' | 'noClip';
	readonly lineage: 'animate' | 'clip';
}

const pictures: Kind = { command: 'animate-image', find: picturesIn, missing: 'noPicture', lineage: 'animate' };
const clips: Kind = { command: 'edit-video', find: clipsIn, missing: 'noClip', lineage: 'clip' };

/** `Animate image`, in the menu of a message: its picture is kept at once, while the member writes what should happen. */
export const animateImage = (parts: AnimateParts): MessageCommand => fromMessage(pictures, parts);

/** `Edit video`, in the menu of a message: the same with its clip. */
export const editVideo = (parts: AnimateParts): MessageCommand => fromMessage(clips, parts);

const fromMessage = (kind: Kind, parts: AnimateParts): MessageCommand => ({
	definition: menuDefinition(kind.command),

	async execute(interaction, facts) {
		const candidates = kind.find(interaction.targetMessage);
		if (candidates.length === 0) return refusePress(facts, kind.missing, parts);

		const { targetMessage } = interaction;
		const draft = parts.drafts.begin({
			...newDraft(facts, {
				request: VideoRequest.parse({ prompt: '', model: '' }),
				candidates,
				foreign: targetMessage.author.id !== facts.userId,
				lineage: { jobId: targetMessage.id, kind: kind.lineage },
			}),
			// A form is no message that could be taken away.
			reply: null,
		});
		// Kept before it is shown: the modal's answer would find nothing. Its pictures come afterwards.
		await parts.drafts.keep(draft);
		await open(draft, facts, parts);
	},
});

/** The picture, with what should happen in it, goes the way of every order. */
export async function submitAnimate({ facts, id, interaction }: SentForm, parts: AnimateParts): Promise<void> {
	const { prompt } = wordsOf(interaction);
	const draft = await parts.drafts.get(id.jobId);
	if (draft === undefined) return refuseForm(facts, { why: 'draftExpired', prompt }, parts);
	if (draft.memberId !== facts.userId) return refuseForm(facts, { why: 'notYours', prompt }, parts);
	if (draft.foreign && !hasConsent(interaction)) {
		// What may not be used is not kept until the offer expires either.
		await parts.drafts.drop(draft.id);
		return refuseForm(facts, { why: isClip(draft) ? 'noClipConsent' : 'noConsent', prompt }, parts);
	}

	const picture = await parts.drafts.choose(draft, placeOf(interaction));
	if (picture === undefined) return refuseForm(facts, { why: 'notPossible', prompt }, parts);
	const request = { ...draft.request, ...wordsOf(interaction), pictures: [picture] };
	const lineage = draft.lineage ? { lineage: draft.lineage } : {};
	const admission = await parts.ordering.place(facts, request, { ...lineage, jobId: draft.id });
	if (admission?.type === 'duplicate') return refusePress(facts, 'alreadyPressed', parts);
	if (admission?.type === 'accepted' || admission?.type === 'unclear') await parts.drafts.settle(draft.id);
}

async function open(draft: Draft, facts: InteractionFacts, parts: AnimateParts): Promise<void> {
	const { ordering, rules } = parts;
	const settings = await rules.of(facts);
	const standard = ordering.model(null, settings)?.model;
	const clip = isClip(draft);
	const isFitting = clip ? standard?.clip !== undefined : standard?.image !== 'no';
	const modal = animateModal({
		clip,
		draftId: draft.id,
		memberId: facts.userId,
		pictures: draft.candidates.map(({ name }) => name),
		choices: modelOptions(ordering.models(settings), {
			pictures: true,
			clip,
			first: standard?.id,
			locale: facts.locale,
		}),
		model: isFitting ? standard?.id : undefined,
		foreign: draft.foreign,
		locale: facts.locale,
	});
	await openModal(facts, modal, parts);
}

function wordsOf({ fields: values }: ModalSubmitInteraction): Pick<VideoRequest, 'prompt' | 'model'> {
	const [model = ''] = values.fields.has(fields.model) ? values.getStringSelectValues(fields.model) : [];
	return { prompt: values.getTextInputValue(fields.prompt), model };
}

/** Which of the pictures; the only one where there was nothing to choose. */
function placeOf({ fields: values }: ModalSubmitInteraction): number {
	if (!values.fields.has(fields.picture)) return 0;
	return Number(values.getStringSelectValues(fields.picture)[0]);
}

const hasConsent = ({ fields: values }: ModalSubmitInteraction): boolean =>
	values.fields.has(fields.consent) && values.getCheckboxGroup(fields.consent).includes('yes');

const isClip = ({ lineage }: Draft): boolean => lineage?.kind === clips.lineage;
