import { InteractionResponseType, MessageFlags } from 'discord.js';
import { usagePage } from '../../messages/usagePage.js';
import type { DiscordApi } from '../../services/discordApi.js';
import type { Limits } from '../../services/limits.js';
import type { Settings } from '../../services/settings.js';
import type { Usage } from '../../services/usage.js';
import type { AdminCall } from './adminCall.js';

export interface UsageParts {
	readonly usage: Usage;
	readonly limits: Pick<Limits, 'spent'>;
	readonly settings: Pick<Settings, 'of'>;
	readonly discord: Pick<DiscordApi, 'respond' | 'editOriginal'>;
	/** `GUILD_DAILY_USD`. */
	readonly guildDailyUsd: number | undefined;
	/** `RETENTION_DAYS`, ms. */
	readonly retentionMs: number;
}

const days = 30;
const chart = 'usage.png';

/** `/video-admin usage`: what was made and spent here, with a chart. Counting and drawing take longer than an answer may. */
export async function usage({ facts, guildId }: AdminCall, parts: UsageParts): Promise<void> {
	const { interactionId, applicationId, token, locale } = facts;
	const { discord, guildDailyUsd, limits, retentionMs, settings } = parts;
	await discord.respond(
		{ id: interactionId, token },
		{ type: InteractionResponseType.DeferredChannelMessageWithSource, data: { flags: MessageFlags.Ephemeral } },
	);
	const report = await parts.usage.of(guildId, days);
	const { dailyUsd } = await settings.of(guildId);
	const budgets = [dailyUsd, guildDailyUsd].filter((budget) => typeof budget === 'number');
	const allowed = budgets.length === 0 ? undefined : Math.min(...budgets);
	const isEmpty = report.total.jobs === 0;
	const body = usagePage({
		...{ report, locale, days, retentionMs, allowed },
		spent: limits.spent(guildId),
		chart: isEmpty ? undefined : chart,
	});
	const upload = isEmpty
		? undefined
		: { name: chart, blob: new Blob([new Uint8Array(await parts.usage.chart(report, locale))], { type: 'image/png' }) };
	await discord.editOriginal({ applicationId, token }, body, upload);
}
