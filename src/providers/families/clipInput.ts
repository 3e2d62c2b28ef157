import type { Clip } from '../contract/provider.js';

/** A clip as its provider is told of it: an address where there is one, else a `data:` address with its bytes. */
export function clipAddress({ url, bytes, contentType }: Clip): string {
	const { buffer, byteOffset, byteLength } = bytes;
	return url ?? `data:${contentType};base64,${Buffer.from(buffer, byteOffset, byteLength).toString('base64')}`;
}
