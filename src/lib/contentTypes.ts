/** Types of content, and the ending of a file's name that goes with each. */
const endings = {
	'image/jpeg': 'jpg',
	'image/png': 'png',
	'image/webp': 'webp',
	'image/gif': 'gif',
	'video/mp4': 'mp4',
	'video/quicktime': 'mov',
	'video/webm': 'webm',
	'video/matroska': 'mkv',
	'video/mp2t': 'ts',
	'video/vnd.avi': 'avi',
	'video/x-flv': 'flv',
	'video/mpeg': 'mpg',
} as const;

type ContentType = keyof typeof endings;

/** The ending for a type, without a dot; `undefined` for one that we do not handle. */
export function endingOf(type: ContentType): string;
export function endingOf(type: string): string | undefined;
export function endingOf(type: string): string | undefined {
	return Object.hasOwn(endings, type) ? endings[type as ContentType] : undefined;
}

/** The type that a file's name tells by its ending; `undefined` when that is none of ours. */
export function contentTypeOf(file: string): ContentType | undefined {
	const ending = file.slice(file.lastIndexOf('.') + 1);
	return (Object.keys(endings) as ContentType[]).find((type) => endings[type] === ending);
}
