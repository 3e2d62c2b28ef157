import { ComponentType } from 'discord-api-types/v10';
import type { Job } from '../../jobs/record/job.js';
import { words as wordsOf } from '../../i18n/index.js';
import { button, buttonRows } from '../parts/buttons.js';
import { card, text } from '../parts/card.js';
import { formatCustomId } from '../parts/customId.js';
import { asEphemeral, messageBody, type MessageBody } from '../../discord/messageBody.js';
import { modelSelect, type ModelChoice } from './modals.js';

/** Lets the owner choose the model with which a job is made again; in the language of whoever pressed. */
export function otherModel(job: Job, choices: readonly ModelChoice[], locale: string): MessageBody {
	const { otherModel: says } = wordsOf(locale).controls;
	const id = formatCustomId({ action: 'model', jobId: job.id, ownerId: job.requester.id });
	const others = choices.filter((choice) => choice.id !== job.request.model);
	const select = modelSelect(others, undefined, id);
	if (select === undefined) return asEphemeral(messageBody(card('bad', text(wordsOf(locale).pages.models.none))));

	const compare = button(
		{ action: 'compare', jobId: job.id, ownerId: job.requester.id },
		wordsOf(locale).controls.buttons.compare,
	);
	const row = { type: ComponentType.ActionRow as const, components: [{ ...select, placeholder: says.placeholder }] };
	return asEphemeral(messageBody(card('quiet', text(says.text), row, ...buttonRows([compare]))));
}
