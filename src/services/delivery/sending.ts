import type { APIMessage } from 'discord.js';
import type { Reply } from '../../discord/destination.js';
import { DiscordProblem } from '../../discord/discordProblem.js';
import type { MessageBody } from '../../discord/messageBody.js';
import { asPost, isPost, showsFile } from '../../jobs/delivery/post.js';
import type { Job, Rung } from '../../jobs/record/job.js';
import type { DiscordApi, Upload } from '../discord/discordApi.js';
import type { NonceWindow } from './nonceWindow.js';

interface SendingParts {
	readonly job: Job;
	readonly rung: Rung;
	/** For the rungs that edit it. */
	readonly reply: Reply | undefined;
	/** A post that stands already and lacks something: it is edited instead of posting another. */
	readonly standing: string | undefined;
	readonly discord: Pick<DiscordApi, 'createMessage' | 'editMessage' | 'editOriginal'>;
	readonly nonce: NonceWindow;
}

/** What goes with a message: the video, or several of them, or a small picture where there is none. */
interface Files {
	readonly videos: readonly Upload[];
	readonly picture: Upload | undefined;
}

/** One telling on one rung, in as many forms as it takes. What one form has taught holds for the next. */
export class Sending {
	readonly #parts: SendingParts;
	/** A post is no answer to the progress message. */
	#alone = false;
	#standing: string | undefined;

	constructor(parts: SendingParts) {
		this.#parts = parts;
		this.#standing = parts.standing;
	}

	/**
	 * Sends it in this form. Discord takes a message and leaves its file out, or returns an older one of the same nonce: the
	 * video is then edited in, once.
	 * @throws DiscordProblem `stripped` when what stands there then is still without it
	 */
	async send(body: MessageBody, { videos, picture }: Files): Promise<Pick<APIMessage, 'id'>> {
		const isWhole = (message: APIMessage): boolean => videos.every(({ name }) => showsFile(message, name));
		const files = videos.length > 0 || picture === undefined ? videos : [picture];
		const message = await this.#dispatch(body, files);
		if (isWhole(message)) return message;

		if (isPost(this.#parts.rung)) this.#standing = message.id;
		const mended = await this.#dispatch(body, videos);
		if (isWhole(mended)) return mended;
		throw stripped();
	}

	/** From now on the post answers nothing, if that is what this refusal was about. */
	standAlone(error: unknown): boolean {
		if (this.#alone || !isReplyRefused(error)) return false;
		this.#alone = true;
		return true;
	}

	async #dispatch(body: MessageBody, files: readonly Upload[]): Promise<APIMessage> {
		const { discord, job, nonce, reply, rung } = this.#parts;
		const { destination } = job;
		const upload = files.length > 0 ? files : undefined;
		switch (rung) {
			case 'channel':
			case 'direct': {
				const channelId = rung === 'channel' ? destination.channelId : (job.delivery.attempt?.channelId ?? '');
				if (this.#standing !== undefined) return discord.editMessage(channelId, this.#standing, body, upload);
				const post = { ...body, ...asPost(job, rung, { alone: this.#alone }) };
				return nonce.guard(() => discord.createMessage(channelId, post, upload));
			}
			case 'original':
				if (reply === undefined) throw new Error('the reply needs a token that lives');
				return discord.editOriginal(reply, body, upload);
			case 'progress':
				return discord.editMessage(destination.channelId, destination.messageId ?? '', body, upload);
			case 'kept':
				throw new Error('nothing is sent on the last rung');
		}
	}
}

/** What a message is told by that came back without the file that it was sent with. */
export const stripped = (): DiscordProblem =>
	new DiscordProblem({ route: 'message', kind: 'stripped', code: 0, status: 200 });

/** What Discord says when the bot may post, and may not read what it would be answering. */
const noReplyHere = 160_002;

const isReplyRefused = (error: unknown): boolean => error instanceof DiscordProblem && error.code === noReplyHere;
