import { extname } from 'node:path';

/**
 * What Discord makes of a file's name: spaces become underscores, leading underscores go, anything outside ASCII letters,
 * digits, `_`, `-` and `.` goes; the original is kept as the title when letters were lost.
 */
export function safeName(name: string): { readonly filename: string; readonly title?: string } {
	const filename =
		name
			.replaceAll(/\s+/g, '_')
			.replaceAll(/[^\w.-]/g, '')
			.replace(/^_+/, '') || 'unknown';
	const lost = /[^\x20-\x7e]/.test(name);
	const nameless = filename.startsWith('.') ? `unknown${filename}` : filename;

	return lost
		? { filename: nameless, title: name.slice(0, name.length - extname(name).length) }
		: { filename: nameless };
}

const contentTypes: Readonly<Record<string, string>> = {
	'.avif': 'image/avif',
	'.gif': 'image/gif',
	'.heic': 'image/heic',
	'.jfif': 'image/jpeg',
	'.jpeg': 'image/jpeg',
	'.jpg': 'image/jpeg',
	'.json': 'application/json',
	'.mov': 'video/quicktime',
	'.mp3': 'audio/mpeg',
	'.mp4': 'video/mp4',
	'.pdf': 'application/pdf',
	'.png': 'image/png',
	'.txt': 'text/plain; charset=utf-8',
	'.webm': 'video/webm',
	'.webp': 'image/webp',
};

/** Discord goes by the extension, whatever the bytes are; undefined for one it does not know. */
export function contentTypeOf(name: string): string | undefined {
	return contentTypes[extname(name).toLowerCase()];
}
