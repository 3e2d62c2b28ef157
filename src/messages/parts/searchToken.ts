/** Room for a search in a button's id, beside what else stands there. */
const longest = 24;

/** A search as a button carries it; undefined for one that is too long: then the first page is all there is. */
export function writeSearch(search: string): string | undefined {
	const written = Buffer.from(search, 'utf8').toString('base64url');
	return written.length <= longest ? written : undefined;
}

/** Reads it back. */
export const readSearch = (written: string): string => Buffer.from(written, 'base64url').toString('utf8');
