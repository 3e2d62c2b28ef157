import ipaddr from 'ipaddr.js';

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
