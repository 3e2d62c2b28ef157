import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Queue } from '../../src/services/scheduling/queue.js';

const job = (id: string, member: string, since = 0) => ({ id, member, since });

describe('Line', () => {
	it('gives places while there are some, and then makes the others wait', () => {
		const line = new Queue({ capacity: 2, wake: () => undefined });
		expect(line.enter(job('a1', 'a'))).toBe(true);
		expect(line.enter(job('b1', 'b'))).toBe(true);
		expect(line.enter(job('c1', 'c'))).toBe(false);
		expect(line.place('c1')).toBe(1);
	});

	it('takes turns between members, whoever asked first', () => {
		const woken: string[] = [];
		const line = new Queue({ capacity: 1, wake: (id) => woken.push(id) });
		line.enter(job('x', 'x'));
		for (const id of ['a1', 'a2', 'a3']) line.enter(job(id, 'a'));
		line.enter(job('b1', 'b'));
		line.enter(job('c1', 'c'));
		expect(['a1', 'b1', 'c1', 'a2', 'a3'].map((id) => line.place(id))).toEqual([1, 2, 3, 4, 5]);

		for (const id of ['x', 'a1', 'b1', 'c1', 'a2']) line.leave(id);
		expect(woken).toEqual(['a1', 'b1', 'c1', 'a2', 'a3']);
	});

	it('lets a place fall when somebody ahead gives up', () => {
		const line = new Queue({ capacity: 1, wake: () => undefined });
		line.enter(job('x', 'x'));
		line.enter(job('a1', 'a'));
		line.enter(job('b1', 'b'));
		line.leave('a1');
		expect(line.place('b1')).toBe(1);
	});

	it("keeps a member's own jobs in the order they were asked for", () => {
		const line = new Queue({ capacity: 1, wake: () => undefined });
		line.enter(job('x', 'x'));
		line.enter(job('late', 'a', 20));
		line.enter(job('early', 'a', 10));
		expect([line.place('early'), line.place('late')]).toEqual([1, 2]);
	});

	it('holds the places of jobs found in flight at start', () => {
		const line = new Queue({ capacity: 1, wake: () => undefined });
		line.occupy('running');
		expect(line.enter(job('a1', 'a'))).toBe(false);
		line.leave('running');
		expect(line.enter(job('a1', 'a'))).toBe(true);
	});

	it('never gives more places than there are, and forgets nobody', () => {
		const acts = fc.array(fc.record({ kind: fc.constantFrom('enter', 'leave'), id: fc.integer({ min: 0, max: 12 }) }), {
			maxLength: 200,
		});
		fc.assert(
			fc.property(acts, fc.integer({ min: 1, max: 4 }), (sequence, capacity) => {
				const line = new Queue({ capacity, wake: () => undefined });
				const inside = new Set<number>();
				for (const { kind, id } of sequence) {
					if (kind === 'enter') {
						line.enter(job(String(id), String(id % 3), id));
						inside.add(id);
					} else {
						line.leave(String(id));
						inside.delete(id);
					}
					expect(line.running).toBe(Math.min(capacity, inside.size));
					expect(line.running + line.waiting).toBe(inside.size);
				}
			}),
		);
	});
});
