import { UsageCount, type UsageReport } from '../../jobs/accounting/usage.js';
import type { Clock } from '../../lib/time.js';
import { usageCharts } from '../../messages/pages/usageChart.js';
import type { Records } from '../records/records.js';
import type { TextOutlines } from './textOutlines.js';

interface UsageParts {
	readonly store: Pick<Records, 'openJobs' | 'closed'>;
	readonly letters: TextOutlines;
	readonly clock: Clock;
}

/** What was made in a guild, counted from the records, and drawn. */
export class UsageReports {
	readonly #parts: UsageParts;

	constructor(parts: UsageParts) {
		this.#parts = parts;
	}

	async of(guildId: string, dayCount: number): Promise<UsageReport> {
		const { clock, store } = this.#parts;
		const count = new UsageCount({ guildId, now: clock.now(), dayCount });
		const open = await store.openJobs();
		const seen = new Set(open.map(({ id }) => id));
		for (const job of open) count.add(job);
		// One that closed meanwhile, or is being told again, is in both.
		for await (const job of store.closed()) if (!seen.has(job.id)) count.add(job);
		return count.report();
	}

	/** The report as pictures, PNG: by day, and by model and member. */
	async charts(report: UsageReport, locale: string): Promise<readonly [byDay: Buffer, byName: Buffer]> {
		const lettering = await this.#parts.letters.lettering();
		const { default: sharp } = await import('sharp');
		const drawn = (svg: string): Promise<Buffer> => sharp(Buffer.from(svg)).png({ palette: true }).toBuffer();
		const [byDay, byName] = usageCharts({ report, locale, lettering });
		return [await drawn(byDay), await drawn(byName)];
	}
}
