import type { Bot } from '../gateway/bot.js';
import type { Environment } from '../lib/environment.js';
import { ShutdownDeadline } from '../lib/shutdownDeadline.js';
import { seconds } from '../lib/time.js';
import type { Tables } from '../services/records/tables.js';
import type { CometApi } from './cometApi.js';
import type { Jobs } from './jobs.js';
import type { Media } from './media.js';
import type { Records } from './records.js';

/** What is under way gets so long to end by itself; then it is parked: the records carry on without it. */
const graceMs = seconds(10);

/** Progress edits on their way get so long of it. */
const editsMs = seconds(2);

interface ParkedParts {
	readonly records: Records;
	readonly media: Media;
	readonly cometapi: CometApi;
	readonly jobs: Jobs;
	readonly bot: Bot;
	readonly storage: Tables;
}

/** Whatever is under way gets a time to end, all of it together; what it does not do in that time its record will say. */
export async function park(parts: ParkedParts, { log, clock }: Pick<Environment, 'log' | 'clock'>): Promise<void> {
	const grace = new ShutdownDeadline({ clock, ms: graceMs });
	const admitted = parts.jobs.admission.close();
	// First, because steps wait for edits, and edits for Discord's limits. What is lost of them the next process shows.
	const brief = new ShutdownDeadline({ clock, ms: editsMs });
	await brief.give(parts.jobs.progress.stop());
	brief.end();
	parts.jobs.progress.abandon();
	await grace.give(admitted);
	await grace.give(parts.records.engine.stop());
	// Only a create in flight is waited for longer: its answer may name a task that has been paid for.
	await parts.jobs.submission.settled();
	await parts.records.unsaved.flush(log);
	// After the last save: whoever takes a job up from now on finds it as it is.
	await grace.give(parts.records.fleet?.stop() ?? Promise.resolve());
	parts.cometapi.catalogue.stop();
	parts.jobs.operatorNotices.stop();
	await grace.give(Promise.all([parts.media.drafts.stop(), parts.media.retention.stop()]));
	await grace.give(parts.bot.stop());
	await parts.storage.close();
	grace.end();
}
