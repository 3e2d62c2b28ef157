import { describe, expect, it } from 'vitest';
import { RecentMap } from '../../src/lib/collections/recentMap.js';

describe('a map of what is recent', () => {
	it('holds no more than it may, and forgets what was not used for longest', () => {
		const map = new RecentMap<string, number>(2);
		map.set('a', 1);
		map.set('b', 2);
		expect(map.get('a')).toBe(1);
		map.set('c', 3);
		expect([map.size, map.get('a'), map.get('b'), map.get('c')]).toEqual([2, 1, undefined, 3]);
		map.set('c', 4);
		expect([map.size, map.get('c')]).toEqual([2, 4]);
	});
});
