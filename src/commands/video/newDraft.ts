import type { InteractionFacts } from '../../discord/interactionFacts.js';
import type { Draft } from '../../jobs/record/draft.js';
import type { Drafts } from '../../services/admission/drafts.js';

/** What a draft begins from, with whatever is known of it besides. */
type Begun = Pick<Draft, 'request'> & Partial<Omit<Draft, 'memberId' | 'reply'>>;

/** A request of this member that waits, shown in the answer to this interaction. */
export const newDraft = (
	{ applicationId, interactionId, token, userId }: InteractionFacts,
	{ lineage, notices = [], ...begun }: Begun,
): Parameters<Drafts['begin']>[0] => ({
	id: interactionId,
	candidates: [],
	foreign: false,
	...begun,
	lineage: lineage ?? null,
	notices: [...notices],
	memberId: userId,
	reply: { applicationId, token },
});
