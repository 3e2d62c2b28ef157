import { ApplicationCommandType, type RESTPostAPIChatInputApplicationCommandsJSONBody } from 'discord.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';
import { type Clock, within } from '../../lib/time.js';
import { jumpLink } from '../../messages/parts/markdown.js';
import { asEdit, type MessageBody } from '../../discord/messageBody.js';
import { forgetting, forgotten, privacy } from '../../messages/pages/privacy.js';
import type { DiscordApi } from '../../services/discord/discordApi.js';
import type { History } from '../../services/records/history.js';
import type { Presets } from '../../services/admission/presets.js';
import type { Drafts } from '../../services/admission/drafts.js';
import type { Erasure } from '../../services/retention/erasure.js';
import type { Settings } from '../../services/records/settings.js';
import type { Press, SlashCommand } from '../interaction/command.js';
import { described } from '../interaction/localised.js';
import { acknowledgePress, replyPrivately, update, type Responding } from '../interaction/respond.js';

export interface PrivacyParts extends Responding {
	readonly history: Pick<History, 'counts' | 'unfinished'>;
	readonly erasure: Pick<Erasure, 'forget'>;
	readonly drafts: Pick<Drafts, 'count'>;
	readonly presets: Pick<Presets, 'of'>;
	readonly discord: Pick<DiscordApi, 'respond' | 'editOriginal'>;
	readonly settings: Pick<Settings, 'about'>;
	/** `RETENTION_DAYS`, ms. */
	readonly retentionMs: number;
	readonly clock: Clock;
}

/** The server's settings are told if they can be read in this time; Discord waits 3 s for the rest. */
const patienceMs = 1_500;

/** `/video-privacy` as Discord is told of it. */
export const privacyDefinition: RESTPostAPIChatInputApplicationCommandsJSONBody = {
	type: ApplicationCommandType.ChatInput,
	...described((commands) => commands['video-privacy']),
};

/** `/video-privacy`: what is kept about the caller, and the way to delete it. */
export const videoPrivacy = (parts: PrivacyParts): SlashCommand => ({
	definition: privacyDefinition,
	anywhere: true,

	async execute(_, facts) {
		await replyPrivately(facts, await page(facts, parts), parts);
	},
});

/** The buttons of that page: `all` asks once more, `sure` deletes, anything else leads back. Always of the presser's own. */
export async function forget({ facts, id }: Press, parts: PrivacyParts): Promise<void> {
	if (id.jobId === 'sure') return forgetAll(facts, parts);
	const body = id.jobId === 'all' ? forgetting(facts.userId, facts.locale) : await page(facts, parts);
	await update(facts, body, parts);
}

/** Deleting reads every record, so the press is answered first. */
async function forgetAll(facts: InteractionFacts, parts: PrivacyParts): Promise<void> {
	const { applicationId, locale, token, userId } = facts;
	const { discord, history, erasure } = parts;
	// Without an answer in time the member reads that it failed, and can press again.
	if ((await acknowledgePress(facts, parts)) !== undefined) return;
	const { removed, emptied, offers } = await erasure.forget(userId);
	const open = (await history.unfinished(userId)).map((job) => ({ prompt: job.request.prompt, link: jumpLink(job) }));
	await discord.editOriginal(
		{ applicationId, token },
		asEdit(forgotten({ jobs: removed + emptied, offers, open, locale })),
	);
}

async function page(facts: InteractionFacts, parts: PrivacyParts): Promise<MessageBody> {
	const { userId, locale } = facts;
	const { history, retentionMs } = parts;
	return privacy({
		ownerId: userId,
		locale,
		...(await history.counts(userId)),
		offers: await offersOf(userId, parts),
		presets: await presetsOf(userId, parts),
		retentionMs,
		here: await keptHere(facts, parts),
	});
}

/** Undefined: not read in time; the page goes without them. */
async function offersOf(userId: string, { drafts, clock, log }: PrivacyParts): Promise<number | undefined> {
	try {
		return await within(clock, patienceMs, drafts.count(userId));
	} catch (error) {
		log.error({ err: error }, 'offers not counted');
		return undefined;
	}
}

async function presetsOf(userId: string, { presets, clock, log }: PrivacyParts): Promise<number | undefined> {
	try {
		return (await within(clock, patienceMs, presets.of(userId))).length;
	} catch (error) {
		log.error({ err: error }, 'presets not counted');
		return undefined;
	}
}

async function keptHere({ guildId, userId }: InteractionFacts, { settings, clock, log }: PrivacyParts) {
	if (guildId === null) return undefined;
	try {
		return await within(clock, patienceMs, settings.about(guildId, userId));
	} catch (error) {
		log.error({ err: error, guildId }, 'settings not read; the page goes without them');
		return undefined;
	}
}
