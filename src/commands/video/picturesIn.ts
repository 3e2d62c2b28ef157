import type { Attachment, Embed, Message, MessageSnapshot } from 'discord.js';
import { declaredProblem } from '../../jobs/record/declaredPicture.js';
import type { PictureSource } from '../../jobs/record/request.js';

/** More than this many are not offered to choose from. */
const most = 10;

/**
 * The pictures of a message, of what it forwards, and of its links' previews, as first frames. Their addresses were chosen
 * by whoever wrote the message, so nothing but their form is believed, and nothing is fetched here.
 */
export function picturesIn(message: Message): PictureSource[] {
	const parts: readonly Pick<Message | MessageSnapshot, 'attachments' | 'embeds'>[] = [
		message,
		...message.messageSnapshots.values(),
	];
	const found = parts.flatMap(({ attachments, embeds }) => [
		...[...attachments.values()].map(ofAttachment),
		...embeds.flatMap(ofEmbed),
	]);
	const usable = found.filter((source) => declaredProblem(source) === undefined);
	// One that is too large is still offered when there is nothing else: its member then hears why not.
	const offered = usable.length > 0 ? usable : found.filter((source) => declaredProblem(source) !== 'not-a-picture');
	return [...new Map(offered.map((source) => [source.url, source])).values()].slice(0, most);
}

const ofAttachment = ({ url, name, contentType, size, width, height }: Attachment): PictureSource => ({
	role: 'image',
	url,
	name,
	contentType,
	bytes: size,
	width,
	height,
});

function ofEmbed({ image, thumbnail }: Embed): PictureSource[] {
	const picture = image ?? thumbnail;
	if (picture === null) return [];
	// Discord's copy, if it made one: the page that the link leads to need not learn of us.
	const url = picture.proxyURL ?? picture.url;
	if (!URL.canParse(url)) return [];
	const name = new URL(url).pathname.split('/').at(-1) ?? '';
	const { width, height } = picture;
	return [
		{ role: 'image', url, name: name === '' ? 'embed' : name, bytes: 0, width: width ?? null, height: height ?? null },
	];
}
