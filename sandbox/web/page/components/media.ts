import type { APIAttachment, APIMessage } from 'discord-api-types/v10';

/** A file that a component refers to: where it is and what it is called. */
export interface Media {
	readonly url: string;
	readonly name: string;
	readonly isVideo: boolean;
	readonly attachment: APIAttachment | undefined;
}

const videoName = /\.(mp4|mov|qt|webm)$/i;

/** Finds the file behind a component's address: `attachment://name`, or a full address that is one of the message's own. */
export function mediaOf(url: string, message: APIMessage): Media {
	const local = /^attachment:\/\/(.+)$/.exec(url)?.[1];
	const attachment = message.attachments.find(({ filename, url: own }) => filename === local || own === url);
	const found = attachment?.url ?? url;
	const name = attachment?.filename ?? found.replace(/[?#].*$/, '').replace(/^.*\//, '');
	const isVideo = attachment?.content_type?.startsWith('video/') ?? videoName.test(name);
	return { url: found, name, isVideo, attachment };
}

/** A size as Discord writes it beside a file. */
export function sizeOf(bytes: number): string {
	const units = ['bytes', 'KB', 'MB', 'GB'];
	const step = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
	const amount = bytes / 1024 ** step;
	return `${step === 0 ? amount : amount.toFixed(2)} ${units[step] ?? ''}`;
}
