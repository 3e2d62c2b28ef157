import ipaddr from 'ipaddr.js';

import { isPublicAddress } from './publicAddress.js';
import { SafeFetchError } from './safeFetchError.js';

export interface UrlRule {
	/** Origins that are exempt from the rules of scheme, port and host. */
	readonly trusted: ReadonlySet<string>;
	readonly ports: readonly number[];
}

const longestUrl = 8192;
/** Names that mean something only near this machine: those without a dot, and those set aside for local use. */
const localName = /^[^.]+\.?$|\.(?:localhost|local|localdomain|internal|intranet|lan|home\.arpa)\.?$/u;

/**
 * An address that someone else chose, judged by what can be said of it before anything is looked up or contacted.
 * @throws SafeFetchError (`refused-address`)
 */
export function foreignUrl(address: string, { trusted, ports }: UrlRule): URL {
	if (address.length > longestUrl || !URL.canParse(address)) throw refusedAddress('no address, or too long a one');
	// Parsing also turns decimal, octal, hexadecimal and shortened forms of an IPv4 host into the usual one.
	const url = new URL(address);
	if (url.username !== '' || url.password !== '') throw refusedAddress('an address with credentials');
	if (trusted.has(url.origin)) return url;

	if (url.protocol !== 'https:') throw refusedAddress(`${url.protocol} instead of https:`);
	const port = url.port === '' ? 443 : Number(url.port);
	if (!ports.includes(port)) throw refusedAddress(`port ${port}`);
	const host = url.hostname.replaceAll(/^\[|\]$/gu, '');
	const isPublic = ipaddr.isValid(host) ? isPublicAddress(host) : !localName.test(host);
	if (!isPublic) throw refusedAddress('a host that is not public');
	return url;
}

export const refusedAddress = (detail: string): SafeFetchError =>
	new SafeFetchError('refused-address', { detail, retryable: false });
