import ipaddr from 'ipaddr.js';
import { SafeFetchError } from './safeFetchError.js';

/** The only part of IPv6 that is given out to the public internet. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an IP address belongs to the public internet. Loopback, private, link-local, shared (CGNAT), multicast,
 * reserved and documentation ranges do not; nor do IPv6 forms that carry an IPv4 address which a gateway could unpack
 * (mapped, NAT64, 6to4, Teredo), nor anything that is no address or has a zone.
 */
export function isPublicAddress(address: string): boolean {
	// The classic forms of IPv4 (octal, hex, fewer parts) are read by some systems and not by others: four decimals or none.
	if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return false;

	const parsed = ipaddr.parse(address);
	if (parsed.range() !== 'unicast') return false;
	return parsed instanceof ipaddr.IPv6 ? parsed.zoneId === undefined && parsed.match(globalUnicast) : true;
}

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
