/**
 * An address that may be shown as a link: absolute, http or https, without name and password, and of a length that
 * Discord takes. Anything else is no link.
 * @param longest in UTF-16 units
 */
export function webAddress(address: string | undefined, longest: number): string | undefined {
	if (address === undefined || !URL.canParse(address)) return undefined;
	const url = new URL(address);
	if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
	if (url.username !== '' || url.password !== '' || url.href.length > longest) return undefined;
	return url.href;
}
