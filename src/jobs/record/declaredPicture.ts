import type { PictureProblem } from './failure.js';
import type { PictureSource } from './request.js';

/** Largest picture that is fetched, in bytes. Files are made smaller afterwards, so this is more than any model takes. */
export const mostPictureBytes = 25 * 1024 * 1024;

/** Largest clip that is fetched, in bytes; each model's own limit is checked when it is here. */
export const mostClipBytes = 50_000_000;

/** Most pixels and longest side that are decoded: more than any phone's usual photo, less than what exhausts a small server. */
export const mostPixels = 64_000_000;
/** The same of kinds that are decoded whole before the first line of them is there (AVIF, interlaced PNG), at 3 bytes a pixel. */
export const mostWholePixels = 16_000_000;
export const longestPictureSide = 16_384;

/** Files without a declared type whose name says that they are something else. */
const otherEndings =
	/\.(?:svgz?|pdf|docx?|pptx?|xlsx?|txt|html?|json|zip|rar|7z|exe|mp[34]|m4[av]|mov|webm|mkv|avi|wav|ogg)$/iu;
const heicEndings = /\.(?:heic|heif|hif)$/iu;
const heicTypes = /^image\/hei[cf]/iu;

/** What Discord says of a file; without a role it is a picture. */
type Declared = Omit<PictureSource, 'role' | 'url'> & Partial<Pick<PictureSource, 'role'>>;

/**
 * What is wrong with a picture by what Discord says of it alone, so that a member hears it within the interaction. Nothing
 * found does not mean that it is usable: type, name and size are hints, and the bytes are judged when they are here.
 */
export function declaredProblem(source: Declared): PictureProblem | undefined {
	if (source.role === 'video') return declaredClipProblem(source);
	const type = source.contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
	if (heicTypes.test(type) || heicEndings.test(source.name)) return 'heic';

	// Discord declares the type by the name's ending; a name without one is `application/octet-stream` or nothing.
	const untyped = type === '' || type === 'application/octet-stream';
	if (untyped ? otherEndings.test(source.name) : !type.startsWith('image/') || type.startsWith('image/svg')) {
		return 'not-a-picture';
	}
	if (source.bytes > mostPictureBytes) return 'too-large';
	if (isTooMany(source.width ?? 0, source.height ?? 0)) return 'too-many-pixels';
	return undefined;
}

/** Names of films, for files that Discord gives no type. */
const clipEndings = /\.(?:mp4|m4v|mov|webm|mkv|avi|ts|mpe?g|flv)$/iu;

function declaredClipProblem({ own, name, contentType, bytes }: Declared): PictureProblem | undefined {
	// What is with us has been judged.
	if (own) return undefined;
	const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
	const untyped = type === '' || type === 'application/octet-stream';
	if (untyped ? !clipEndings.test(name) : !type.startsWith('video/')) return 'not-a-clip';
	return bytes > mostClipBytes ? 'clip-large' : undefined;
}

/** Whether a picture of these sides is refused before it is decoded. */
export const isTooMany = (width: number, height: number): boolean =>
	width * height > mostPixels || Math.max(width, height) > longestPictureSide;
