import { describe, expect, it } from 'vitest';

import { isPublicAddress } from '../../../src/services/media/download/foreignUrl.js';

describe('isPublicAddress', () => {
	it.each([
		'1.1.1.1',
		'93.184.215.14',
		'172.15.255.255',
		'172.32.0.1',
		'100.63.255.255',
		'100.128.0.0',
		'2606:4700::1111',
		'2a00:1450::1',
	])('knows %s as public', (address) => {
		expect(isPublicAddress(address)).toBe(true);
	});

	it.each([
		...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.16.0.1', '192.0.0.8', '192.0.2.1'],
		...['192.88.99.1', '192.168.0.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '255.255.255.255'],
		...['::', '::1', '::7f00:1', '::ffff:1.1.1.1', '::ffff:127.0.0.1', '64:ff9b::1.1.1.1', '100::1', '2001::1'],
		...[
			'2001:db8::1',
			'2002:7f00:1::',
			'3fff::1',
			'4000::1',
			'5f00::1',
			'fc00::1',
			'fe80::1',
			'fe80::1%eth0',
			'ff02::1',
		],
		...['2606:4700::1111%1', '0177.0.0.1', '127.1', '2130706433', '0x7f.1', 'localhost', 'example.com', ''],
	])('does not take %s for public', (address) => {
		expect(isPublicAddress(address)).toBe(false);
	});
});
