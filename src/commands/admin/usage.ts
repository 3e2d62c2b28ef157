import { usagePage } from '../../messages/pages/usagePage.js';
import type { DiscordApi } from '../../services/discord/discordApi.js';
import type { Ledger } from '../../services/admission/ledger.js';
import type { Settings } from '../../services/records/settings.js';
import type { UsageReports } from '../../services/admin/usageReport.js';
import { defer, type Responding } from '../interaction/respond.js';
import type { AdminCall } from './definition.js';

export interface UsageParts extends Responding {
	readonly usage: UsageReports;
	readonly limits: Ledger;
	readonly settings: Pick<Settings, 'of'>;
	readonly discord: Pick<DiscordApi, 'respond' | 'editOriginal'>;
	/** `GUILD_DAILY_USD`. */
	readonly guildDailyUsd: number | undefined;
	/** `RETENTION_DAYS`, ms. */
	readonly retentionMs: number;
}

const days = 30;
const charts = ['usage-by-day.png', 'usage-by-name.png'] as const;

/** `/video-admin usage`: what was made and spent here, with charts. Counting and drawing take longer than an answer may. */
export async function usage({ facts, guildId }: AdminCall, parts: UsageParts): Promise<void> {
	const { applicationId, token, locale } = facts;
	const { discord, guildDailyUsd, limits, retentionMs, settings } = parts;
	if (!(await defer(facts, parts))) return;
	const report = await parts.usage.of(guildId, days);
	const { dailyUsd } = await settings.of(guildId);
	const budgets = [dailyUsd, guildDailyUsd].filter((budget) => typeof budget === 'number');
	const allowed = budgets.length === 0 ? undefined : Math.min(...budgets);
	const isEmpty = report.total.jobs === 0;
	const body = usagePage({
		...{ report, locale, days, retentionMs, allowed },
		spent: await limits.spent(guildId),
		charts: isEmpty ? undefined : charts,
	});
	const pictures = isEmpty ? [] : await parts.usage.charts(report, locale);
	const uploads = pictures.map((png, index) => ({
		name: charts[index] ?? '',
		blob: new Blob([new Uint8Array(png)], { type: 'image/png' }),
	}));
	await discord.editOriginal({ applicationId, token }, body, uploads.length === 0 ? undefined : uploads);
}
