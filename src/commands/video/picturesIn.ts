import { z } from 'zod';
import type { Attachment, Embed, Message, MessageSnapshot } from 'discord.js';
import { declaredProblem } from '../../jobs/record/declaredPicture.js';
import type { PictureSource } from '../../jobs/record/request.js';

/** More than this many are not offered to choose from. */
const most = 10;

/**
 * The pictures of a message, of what it forwards, and of its links' previews, as first frames. Their addresses were chosen
 * by whoever wrote the message, so nothing but their form is believed, and nothing is fetched here.
 */
export const picturesIn = (message: Message): PictureSource[] => filesIn(message, 'image');

/** The clips of a message and of what it forwards, in the same way. */
export const clipsIn = (message: Message): PictureSource[] => filesIn(message, 'video');

function filesIn(message: Message, role: 'image' | 'video'): PictureSource[] {
	const parts: readonly Pick<Message | MessageSnapshot, 'attachments' | 'components' | 'embeds'>[] = [
		message,
		...message.messageSnapshots.values(),
	];
	const found = parts
		.flatMap(({ attachments, components, embeds }) => [
			...[...attachments.values()].map(ofAttachment),
			...components.flatMap((component) => ofComponent(component.toJSON())),
			...(role === 'image' ? embeds.flatMap(ofEmbed) : []),
		])
		.map((source) => ({ ...source, role }));
	const usable = found.filter((source) => declaredProblem(source) === undefined);
	// One that is too large is still offered when there is nothing else: its member then hears why not.
	const none = role === 'image' ? 'not-a-picture' : 'not-a-clip';
	const offered = usable.length > 0 ? usable : found.filter((source) => declaredProblem(source) !== none);
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

/** What a component of a message shows, in whatever is put into it. */
function ofComponent(component: unknown): PictureSource[] {
	if (Array.isArray(component)) return component.flatMap(ofComponent);
	if (typeof component !== 'object' || component === null) return [];
	return Object.entries(component).flatMap(([key, member]) => {
		const media = key === 'media' || key === 'file' ? ShownMedia.safeParse(member).data : undefined;
		return media === undefined ? ofComponent(member) : ofMedia(media);
	});
}

const ShownMedia = z.object({
	url: z.string(),
	proxy_url: z.string().nullish(),
	content_type: z.string().nullish(),
	attachment_id: z.string().nullish(),
	width: z.number().positive().nullish().catch(null),
	height: z.number().positive().nullish().catch(null),
});

function ofMedia(shown: z.infer<typeof ShownMedia>): PictureSource[] {
	const { width = null, height = null, content_type: contentType = null } = shown;
	// Discord's copy of what lies elsewhere, as with embeds; a file of its own has its name in its own address.
	const url = typeof shown.attachment_id === 'string' ? shown.url : (shown.proxy_url ?? shown.url);
	if (!URL.canParse(url)) return [];
	const name = new URL(url).pathname.split('/').at(-1) ?? '';
	return [{ role: 'image', url, name: name === '' ? 'picture' : name, contentType, bytes: 0, width, height }];
}

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
