import { asEdit, type MessageBody } from '../../discord/messageBody.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';
import type { Job } from '../../jobs/record/job.js';
import type { Clock } from '../../lib/time.js';
import { words as wordsOf } from '../../i18n/index.js';
import { adminProblem } from '../../messages/pages/adminPages.js';
import { requestsPage, type RequestEntry } from '../../messages/pages/requestsPage.js';
import { jumpLink } from '../../messages/parts/markdown.js';
import type { GuildJobs } from '../../services/admin/guildJobs.js';
import type { Repairs } from '../../services/admin/repairs.js';
import type { DiscordApi } from '../../services/discord/discordApi.js';
import type { Records } from '../../services/records/records.js';
import type { Engine } from '../../services/scheduling/engine.js';
import type { Press } from '../interaction/command.js';
import { acknowledgePress, defer, refuse, type Responding } from '../interaction/respond.js';
import type { AdminCall } from './definition.js';
import { maySetUp } from '../interaction/mayPress.js';

export interface RequestsParts extends Responding {
	readonly guildJobs: Pick<GuildJobs, 'of' | 'recent'>;
	readonly repairs: Pick<Repairs, 'redeliver'>;
	readonly store: Pick<Records, 'get' | 'leaveNote'>;
	readonly engine: Pick<Engine, 'look'>;
	readonly clock: Clock;
	readonly discord: Pick<DiscordApi, 'respond' | 'editOriginal'>;
}

/** `/video-admin requests`: what is in the making here, and what only an admin can settle. */
export const requests = (call: AdminCall, parts: RequestsParts): Promise<void> => tell(call, parts);

/** The same from a button of another page, in a message of its own; that whoever presses it may see it has been checked. */
export async function showRequests({ facts }: Press, parts: RequestsParts): Promise<void> {
	if (facts.guildId !== null) await tell({ facts, guildId: facts.guildId }, parts);
}

async function tell({ facts, guildId }: Pick<AdminCall, 'facts' | 'guildId'>, parts: RequestsParts): Promise<void> {
	const { applicationId, token } = facts;
	if (!(await defer(facts, parts))) return;
	await parts.discord.editOriginal({ applicationId, token }, asEdit(await page(facts, guildId, parts)));
}

/** The same page anew. */
export const refreshRequests = (press: Press, parts: RequestsParts): Promise<void> =>
	onPage(press, parts, () => Promise.resolve(undefined));

/** *Cancel* of somebody else's request: leaves word for its next step, as the member's own button does. */
export const haltRequest = (press: Press, parts: RequestsParts): Promise<void> =>
	onPage(press, parts, async (guildId) => {
		const { store, engine, clock, log } = parts;
		const job = await jobHere(press.id.jobId, guildId, parts);
		// One that has ended meanwhile is not on the page any more.
		if (job === undefined || job.outcome) return;
		await store.leaveNote('cancel', job.id, clock.now());
		engine.look(job.id);
		log.info({ jobId: job.id, by: press.facts.userId }, 'cancelled by an admin');
	});

/** Has an outcome that reached nobody told again. */
export const retellRequest = (press: Press, parts: RequestsParts): Promise<void> =>
	onPage(press, parts, async (guildId) => {
		await parts.repairs.redeliver({ jobId: press.id.jobId, guildId, by: press.facts.userId });
	});

async function onPage(
	{ facts }: Press,
	parts: RequestsParts,
	act: (guildId: string) => Promise<unknown>,
): Promise<void> {
	const { applicationId, guildId, token } = facts;
	if (guildId === null || !maySetUp(facts)) return refuse(facts, { type: 'settings', why: 'noRight' }, parts);
	if ((await acknowledgePress(facts, parts)) !== undefined) return;
	await act(guildId);
	await parts.discord.editOriginal({ applicationId, token }, asEdit(await page(facts, guildId, parts)));
}

async function page(facts: InteractionFacts, guildId: string, { guildJobs, log }: RequestsParts): Promise<MessageBody> {
	const { locale, userId } = facts;
	try {
		const { running, cancelling, unknown, undelivered } = await guildJobs.of(guildId);
		return requestsPage({
			adminId: userId,
			locale,
			running: running.map((job) => entryOf(job, cancelling.has(job.id) ? 'cancelling' : stateOf(job))),
			unsettled: [
				...unknown.map((job) => entryOf(job, 'unknown')),
				...undelivered.filter((job) => !unknown.includes(job)).map((job) => entryOf(job, 'undelivered')),
			],
		});
	} catch (error) {
		log.warn({ err: error, guildId }, 'the requests of a server were not read');
		return adminProblem(wordsOf(locale).refusals.store);
	}
}

async function jobHere(id: string, guildId: string, { store }: RequestsParts): Promise<Job | undefined> {
	const job = await store.get(id);
	return job?.destination.guildId === guildId ? job : undefined;
}

const entryOf = (job: Job, state: RequestEntry['state']): RequestEntry => ({
	jobId: job.id,
	memberId: job.requester.id,
	prompt: job.request.private ? undefined : job.request.prompt,
	model: job.model.name,
	at: job.createdAt,
	link: jumpLink(job),
	state,
});

const stateOf = ({ lateAt, phase }: Job): RequestEntry['state'] => {
	if (phase === 'queued') return 'queued';
	return lateAt ? 'late' : 'generating';
};
