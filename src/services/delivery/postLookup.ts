import type { APIMessage } from 'discord.js';
import { DiscordProblem, unknownMessage } from '../../discord/discordProblem.js';
import type { Reply } from '../../discord/destination.js';
import type { Job, Receipt } from '../../jobs/record/job.js';
import { carriesJob, couldReadHistory, isPointer, leadsTo, showsVideo } from '../../jobs/delivery/post.js';
import { replyAddress } from '../../messages/cards/pointer.js';
import type { DiscordApi } from '../discord/discordApi.js';

type FoundPost =
	| { readonly type: 'found'; readonly receipt: Omit<Receipt, 'at'> }
	| { readonly type: 'absent' }
	| { readonly type: 'unreadable' }
	/** No answer: ask again, after this long at least. */
	| { readonly type: 'again'; readonly waitMs: number };

/** Pages of 100 messages read back at most; a channel busier than that counts as unreadable. */
const mostPages = 20;

/** Reads a channel back for a message of ours that was posted without our hearing so: its buttons carry the job's id. */
export class PostLookup {
	readonly #discord: Pick<DiscordApi, 'message' | 'messagesAfter' | 'original'>;

	constructor(parts: { discord: Pick<DiscordApi, 'message' | 'messagesAfter' | 'original'> }) {
		this.#discord = parts.discord;
	}

	/** Whether the attempt on record has made its message. "Absent" is said only of a channel that can be read. */
	async find(job: Job): Promise<FoundPost> {
		const { rung, channelId } = job.delivery.attempt ?? {};
		if (rung === undefined || typeof channelId !== 'string') return { type: 'absent' };
		const { messageId, interactionId } = job.destination;
		const isIt = (message: APIMessage): boolean =>
			isPointer(job) ? leadsTo(message, replyAddress(job)) : carriesJob(message, job.id);

		try {
			// From the progress message on, itself included: seeing it proves that we see.
			let after = typeof messageId === 'string' ? (BigInt(messageId) - 1n).toString() : interactionId;
			let isReadable = rung === 'direct';
			// Of a telling that an admin asked for, the one before it is no sign.
			const before = BigInt(job.delivery.again?.after ?? 0);
			const isNew = (id: string): boolean => BigInt(id) > before;
			for (let page = 0; page < mostPages; page += 1) {
				const messages = await this.#discord.messagesAfter(channelId, after);
				const ours = messages.find(
					(message) => message.id !== messageId && isNew(message.id) && isOurs(message, job) && isIt(message),
				);
				if (ours !== undefined) {
					const form = showsVideo(ours) ? 'original' : 'words';
					return { type: 'found', receipt: { rung, channelId, messageId: ours.id, form } };
				}
				isReadable ||= await this.#canRead(job, channelId, messages);
				if (!isReadable) return { type: 'unreadable' };
				if (messages.length < 100) return { type: 'absent' };
				after = newestOf(messages);
			}
			return { type: 'unreadable' };
		} catch (error) {
			return unread(error);
		}
	}

	/** Whether Discord answers about the message that an edit is not answered for, so that the edit itself is at fault. */
	async isAnswering({ destination }: Job, reply: Reply | undefined): Promise<boolean> {
		const { channelId, messageId } = destination;
		try {
			await (reply === undefined ? this.#discord.message(channelId, messageId ?? '') : this.#discord.original(reply));
			return true;
		} catch (error) {
			return unread(error).type !== 'again';
		}
	}

	/** A channel whose history is closed to us is not refused but listed as empty. */
	async #canRead(job: Job, channelId: string, messages: readonly APIMessage[]): Promise<boolean> {
		const { messageId, permissions } = job.destination;
		if (typeof messageId !== 'string') return couldReadHistory(permissions);
		if (messages.some(({ id }) => id === messageId)) return true;
		try {
			await this.#discord.message(channelId, messageId);
			return true;
		} catch (error) {
			// Deleted, which only those are told who may read.
			if (error instanceof DiscordProblem && error.code === unknownMessage) return true;
			throw error;
		}
	}
}

const newestOf = (messages: readonly APIMessage[]): string =>
	messages
		.map(({ id }) => BigInt(id))
		.reduce((a, b) => (a > b ? a : b), 0n)
		.toString();

/**
 * What it means that something could not be read.
 * @throws what is not of Discord
 */
export function unread(error: unknown): Exclude<FoundPost, { type: 'found' }> {
	if (!(error instanceof DiscordProblem)) throw error;
	switch (error.kind) {
		case 'busy':
		case 'unanswered':
		case 'unauthorized':
			return { type: 'again', waitMs: error.retryAfterMs };
		case 'gone':
			// The message, or the channel and whatever stood in it.
			return { type: 'absent' };
		default:
			return { type: 'unreadable' };
	}
}

/** The application's own: its user has its id, and what answers an interaction says so besides. Others may write our job's id. */
const isOurs = ({ author, application_id: application }: APIMessage, { destination }: Job): boolean =>
	author.id === destination.applicationId || application === destination.applicationId;
