import { expect, it } from 'vitest';

import { Canary } from '../../../sandbox/http/canary.js';

it('records whoever contacts the canary, and what they gave away', async () => {
	const canary = await Canary.start({ now: () => 7 });
	try {
		expect(canary.contacts).toEqual([]);

		await fetch(`${canary.origin}/secret`, { headers: { authorization: 'Bearer key' } });

		expect(canary.contacts).toHaveLength(1);
		expect(canary.contacts[0]?.at).toBe(7);
		expect(canary.contacts[0]?.first).toContain('GET /secret');
		expect(canary.contacts[0]?.first).toContain('Bearer key');
	} finally {
		await canary.close();
	}
});
