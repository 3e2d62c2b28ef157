import { grants } from '../../discord/permissions.js';
import { seconds } from '../../lib/time.js';
import type { Job, Receipt, Rung } from '../record/job.js';

/** A post without an answer may be repeated with its nonce for this long; later only after reading back. */
export const nonceMs = seconds(60);

/** Whether a rung is a new message, which stands beside another when it is sent twice; the others are edits. */
export const isPost = (rung: Rung): boolean => rung === 'channel' || rung === 'direct';

/** What only a new message has: a nonce of the job's own, and the message it answers. */
interface Post {
	readonly nonce: string;
	readonly enforce_nonce: true;
	readonly message_reference?: { message_id: string; channel_id: string; fail_if_not_exists: false };
}

/** Whether the bot might read what was written before, when the interaction came. */
export const couldReadHistory = (permissions: string): boolean => grants(permissions, 'readMessageHistory');

/**
 * The same nonce for every try of the same rung, so that Discord takes a repeated post for the first.
 * @param how.alone the post answers nothing: Discord has said that it may not
 */
export function asPost(job: Job, rung: 'channel' | 'direct', how: { readonly alone: boolean }): Post {
	const { messageId, channelId, permissions } = job.destination;
	const mayReply = rung === 'channel' && !how.alone && couldReadHistory(permissions);
	return {
		nonce: nonceOf(job, rung),
		enforce_nonce: true,
		...(mayReply && typeof messageId === 'string'
			? { message_reference: { message_id: messageId, channel_id: channelId, fail_if_not_exists: false } }
			: {}),
	};
}

/** Discord takes no longer nonce. */
const longestNonce = 25;

/** A telling that an admin asked for is another message than the first. */
const nonceOf = ({ id, delivery }: Job, rung: 'channel' | 'direct'): string =>
	`${id}${rung === 'channel' ? 'c' : 'd'}${delivery.again?.times ?? ''}`.slice(-longestNonce);

/** A message as far as it tells what it is about. */
interface ReadMessage {
	readonly components?: unknown;
	readonly attachments?: readonly { readonly content_type?: string | undefined; readonly filename?: string }[];
}

/** Whether a message of ours is about this job: its buttons carry the job's id. Words may say anything. */
export const carriesJob = ({ components }: ReadMessage, jobId: string): boolean =>
	membersNamed('custom_id', components).some((id) => /^v\d+:[a-z]+:([\w-]+):\d+$/u.exec(String(id))?.[1] === jobId);

/** Whether a message has a button that leads to this address: another message of ours, which nobody else can write there. */
export const leadsTo = ({ components }: ReadMessage, url: string): boolean =>
	membersNamed('url', components).includes(url);

/** Whether the post that is tried, or due, does not tell the outcome but leads to the reply that does. */
export const isPointer = ({ delivery }: Job): boolean => Boolean(delivery.inReply ?? delivery.attempt?.pointerOwed);

/** Where the outcome stands, when what was made last is the post that leads there, or when none could be made. */
export function withPointer({ delivery, destination }: Job, told: Omit<Receipt, 'at'>): Omit<Receipt, 'at'> {
	const { attempt, inReply } = delivery;
	const { channelId, messageId } = destination;
	const owed =
		attempt?.pointerOwed === true ? ({ rung: 'original', channelId, messageId, form: 'original' } as const) : null;
	const filled = inReply ?? owed;
	if (!filled) return told;
	return told.rung === 'channel' ? { ...filled, pointerId: told.messageId } : filled;
}

/** Whether a telling that was found has only words where it is the one that brings the video. */
export const lacksVideo = (job: Job, { form }: Pick<Receipt, 'form'>): boolean =>
	form === 'words' && job.outcome?.type === 'succeeded' && !isPointer(job);

/** Whether it shows a film, rather than words with perhaps a small picture: what a component shows is listed there alone. */
export const showsVideo = ({ components, attachments = [] }: ReadMessage): boolean =>
	[...attachments.map(({ content_type: type }) => type), ...membersNamed('content_type', components)].some(
		(type) => typeof type === 'string' && type.startsWith('video/'),
	);

/** Whether a message shows or lists a file of this name, or a film by whatever name; else what it was sent with is not in it. */
export function showsFile(message: ReadMessage, name: string): boolean {
	const { attachments = [], components } = message;
	const isIt = (url: unknown): boolean => String(url).split('?')[0]?.endsWith(`/${name}`) === true;
	return (
		showsVideo(message) ||
		attachments.some(({ filename }) => filename === name) ||
		membersNamed('url', components).some(isIt)
	);
}

function membersNamed(name: string, value: unknown): unknown[] {
	if (Array.isArray(value)) return value.flatMap((each) => membersNamed(name, each));
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, member]): unknown[] =>
		key === name ? [member] : membersNamed(name, member),
	);
}
