import { describe, expect, it } from 'vitest';

import { Turns } from '../../src/lib/turns.js';

describe('Turns', () => {
	it('lets those who wait take turns, each in own order', async () => {
		const turns = new Turns();
		const done: string[] = [];
		const act = (name: string) => async () => {
			await Promise.resolve();
			done.push(name);
		};
		const all = ['a1', 'a2', 'a3', 'b1', 'b2', 'c1'].map((name) => turns.run(name.slice(0, 1), act(name)));
		await Promise.all(all);
		expect(done).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2']);
	});

	it('runs one at a time, and goes on after one that fails', async () => {
		const turns = new Turns();
		let running = 0;
		const act = async () => {
			expect((running += 1)).toBe(1);
			await new Promise((resolve) => setImmediate(resolve));
			running -= 1;
			throw new Error('no');
		};
		const ended = await Promise.allSettled([turns.run('a', act), turns.run('b', act), turns.run('a', act)]);
		expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
		await expect(turns.run('a', () => Promise.resolve(1))).resolves.toBe(1);
	});
});
