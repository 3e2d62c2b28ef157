import { replyOf } from '../../discord/destination.js';
import type { SalvagedJob } from '../../jobs/stored/salvagedJob.js';
import { damagedRecord } from '../../messages/cards/damagedRecord.js';
import type { DiscordApi } from '../discord/discordApi.js';
import type { UnreadableRecords } from '../records/unreadableRecords.js';
import type { Environment } from '../../lib/environment.js';

interface DamagedCardsParts extends Pick<Environment, 'clock' | 'log'> {
	readonly discord: Pick<DiscordApi, 'editOriginal' | 'editMessage'>;
	readonly unreadable: Pick<UnreadableRecords, 'all'>;
}

/**
 * Tells the members of jobs that have not ended and whose records cannot be read, on their progress messages: nothing else
 * would ever move there again. An edit notifies nobody, so telling it at every start does no harm.
 */
export async function tellDamaged({ unreadable, log, ...parts }: DamagedCardsParts): Promise<void> {
	for (const [jobId, record] of unreadable.all()) {
		if (record.phase === 'closed' || record.destination === undefined) continue;
		try {
			await tell(record, record.destination, parts);
		} catch (error) {
			log.warn({ err: error, jobId }, 'the member of a damaged record could not be told');
		}
	}
}

async function tell(
	{ requester }: SalvagedJob,
	destination: NonNullable<SalvagedJob['destination']>,
	{ discord, clock }: Pick<DamagedCardsParts, 'discord' | 'clock'>,
): Promise<void> {
	const body = damagedRecord(requester?.locale ?? 'en-US');
	const { channelId, messageId } = destination;
	const reply = replyOf(destination, clock.now());
	if (reply !== undefined) await discord.editOriginal(reply, body);
	else if (messageId) await discord.editMessage(channelId, messageId, body);
}
