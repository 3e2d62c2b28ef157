import { DiscordProblem } from '../../discord/discordProblem.js';
import { microUsd } from '../../jobs/accounting/ledger.js';
import type { Draft } from '../../jobs/record/draft.js';
import { isAskedAbout } from '../../messages/cards/confirmation.js';
import { expiredOffer } from '../../messages/refusals/expiredOffer.js';
import { done, refusals } from '../../messages/refusals/refusal.js';
import type { DiscordApi } from '../../services/discord/discordApi.js';
import type { Drafts } from '../../services/admission/drafts.js';
import type { Records } from '../../services/records/records.js';
import type { MessageBody } from '../../discord/messageBody.js';
import type { Press, SentForm } from '../interaction/command.js';
import { refuseWith } from '../interaction/refuseAsked.js';
import { shownMessage } from '../interaction/shownMessage.js';
import { promptOf } from '../interaction/typedPrompt.js';
import { noteRefusals, refusePress, update, type Responding } from '../interaction/respond.js';
import type { VideoRequests } from './requestVideo.js';

export interface ConfirmParts extends Responding {
	readonly drafts: Pick<Drafts, 'get' | 'picturesOf' | 'settle' | 'drop' | 'claim' | 'release'>;
	readonly store: Pick<Records, 'get'>;
	readonly ordering: Pick<VideoRequests, 'place'>;
	readonly discord: Pick<DiscordApi, 'respond' | 'deleteOriginal'>;
}

/**
 * The member says yes: the draft goes the way of every order, and the job gets the draft's id, so that a second click
 * makes none. What has changed since (limits, rules, models) counts as it is now.
 */
export const confirm = (press: Press, parts: ConfirmParts, several: Several): Promise<void> =>
	alone(press, parts, (draft) => (draft.models ? several(draft) : make(draft, press, parts)));

/** What a yes does that is about several models. */
type Several = (draft: Draft) => Promise<void>;

/** The same with the improved prompt. */
export const confirmImproved = (press: Press, parts: ConfirmParts): Promise<void> =>
	alone(press, parts, (draft) => {
		const prompt = draft.improved ?? draft.request.prompt;
		return make({ ...draft, request: { ...draft.request, prompt } }, press, parts);
	});

/** The member says no. */
export const decline = (press: Press, parts: ConfirmParts): Promise<void> =>
	alone(press, parts, async (draft) => {
		await parts.drafts.drop(draft.id);
		// The no counts, whether or not its echo is seen.
		await update(press.facts, done('declined', press.facts.locale), parts);
	});

const expired = { type: 'button', why: 'draftExpired' } as const;

/** What is pressed or sent about a draft. */
type Asked = Press | SentForm;

/** One answer at a time: of a yes and a no that come together, the first counts. */
export async function alone(press: Asked, parts: ConfirmParts, answer: (draft: Draft) => Promise<void>): Promise<void> {
	const { id } = press;
	if (!(await parts.drafts.claim(id.jobId))) return refuseWith(press, 'alreadyPressed', parts);
	try {
		const draft = await standing(press, parts);
		if (draft !== undefined) await answer(draft);
	} finally {
		await parts.drafts.release(id.jobId);
	}
}

async function make(draft: Draft, press: Press, parts: ConfirmParts): Promise<void> {
	const { facts } = press;

	const request = { ...draft.request, pictures: await parts.drafts.picturesOf(draft) };
	const admission = await parts.ordering.place(facts, request, {
		jobId: draft.id,
		...(draft.lineage ? { lineage: draft.lineage } : {}),
		// What is said anew of a model or a place is not said twice.
		notices: draft.notices.filter(isAskedAbout),
		confirmation: { agreedUsd: agreedUsd(draft, press) },
	});
	switch (admission?.type) {
		case 'duplicate':
			return refusePress(facts, 'alreadyPressed', parts);
		case 'accepted':
		case 'unclear':
			await parts.drafts.settle(draft.id);
			return takeAway(draft, parts);
		case 'refused':
		case 'unanswerable':
		case undefined:
			// It stands until its time is over: there may be room again before.
			return;
	}
}

/**
 * What this yes is worth: the price on the card that was pressed, since another card about the same request may show another
 * one; never more than the offer's. Of a card or an offer without a price nothing is agreed.
 */
const agreedUsd = ({ estimate }: Draft, { id }: Press): number =>
	estimate && id.price === microUsd(estimate.usd)
		? estimate.usd
		: Math.min(estimate?.usd ?? 0, (id.price ?? 0) / 1_000_000);

/** The draft, if it is the presser's and its time is not over; else they have been told. */
export async function standing(asked: Asked, parts: ConfirmParts): Promise<Draft | undefined> {
	const { facts, id } = asked;
	const draft = await parts.drafts.get(id.jobId);
	if (draft?.memberId === facts.userId) return draft;

	if (draft !== undefined) await refuseWith(asked, 'notYours', parts);
	else if ((await parts.store.get(id.jobId)) !== undefined) {
		await refuseWith(asked, 'alreadyPressed', parts);
	} else {
		noteRefusals(facts, [expired], parts);
		await update(facts, expiredCard(asked), parts);
	}
	return undefined;
}

/** The words stay: those of the form that was sent, else those of the card whose button was pressed. */
function expiredCard({ facts: { locale }, interaction }: Asked): MessageBody {
	if (interaction.isModalSubmit()) return refusals([expired], locale, promptOf(interaction));
	return expiredOffer(shownMessage(interaction.message), locale);
}

/** The question has been answered: it goes, with the token that it was put with. */
export async function takeAway({ reply }: Draft, { discord }: Pick<ConfirmParts, 'discord'>): Promise<void> {
	if (!reply) return;
	try {
		await discord.deleteOriginal(reply);
	} catch (error) {
		// Left standing it does no harm.
		if (!(error instanceof DiscordProblem)) throw error;
	}
}
