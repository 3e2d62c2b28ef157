import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Queue } from '../../../src/services/scheduling/queue.js';

const job = (id: string, member: string, since = 0) => ({ id, member, since });

describe('Line', () => {
	it('gives places while there are some, and then makes the others wait', () => {
		const queue = new Queue({ capacity: 2, wake: () => undefined });
		expect(queue.enter(job('a1', 'a'))).toBe(true);
		expect(queue.enter(job('b1', 'b'))).toBe(true);
		expect(queue.enter(job('c1', 'c'))).toBe(false);
		expect(queue.place('c1')).toBe(1);
	});

	it('takes turns between members, whoever asked first', () => {
		const woken: string[] = [];
		const queue = new Queue({ capacity: 1, wake: (id) => woken.push(id) });
		queue.enter(job('x', 'x'));
		for (const id of ['a1', 'a2', 'a3']) queue.enter(job(id, 'a'));
		queue.enter(job('b1', 'b'));
		queue.enter(job('c1', 'c'));
		expect(['a1', 'b1', 'c1', 'a2', 'a3'].map((id) => queue.place(id))).toEqual([1, 2, 3, 4, 5]);

		for (const id of ['x', 'a1', 'b1', 'c1', 'a2']) queue.leave(id);
		expect(woken).toEqual(['a1', 'b1', 'c1', 'a2', 'a3']);
	});

	it('lets a place fall when somebody ahead gives up', () => {
		const queue = new Queue({ capacity: 1, wake: () => undefined });
		queue.enter(job('x', 'x'));
		queue.enter(job('a1', 'a'));
		queue.enter(job('b1', 'b'));
		queue.leave('a1');
		expect(queue.place('b1')).toBe(1);
	});

	it("keeps a member's own jobs in the order they were asked for", () => {
		const queue = new Queue({ capacity: 1, wake: () => undefined });
		queue.enter(job('x', 'x'));
		queue.enter(job('late', 'a', 20));
		queue.enter(job('early', 'a', 10));
		expect([queue.place('early'), queue.place('late')]).toEqual([1, 2]);
	});

	it('holds the places of jobs found in flight at start', () => {
		const queue = new Queue({ capacity: 1, wake: () => undefined });
		queue.occupy('running');
		expect(queue.enter(job('a1', 'a'))).toBe(false);
		queue.leave('running');
		expect(queue.enter(job('a1', 'a'))).toBe(true);
	});

	it('never gives more places than there are, and forgets nobody', () => {
		const acts = fc.array(fc.record({ kind: fc.constantFrom('enter', 'leave'), id: fc.integer({ min: 0, max: 12 }) }), {
			maxLength: 200,
		});
		fc.assert(
			fc.property(acts, fc.integer({ min: 1, max: 4 }), (sequence, capacity) => {
				const queue = new Queue({ capacity, wake: () => undefined });
				const inside = new Set<number>();
				for (const { kind, id } of sequence) {
					if (kind === 'enter') {
						queue.enter(job(String(id), String(id % 3), id));
						inside.add(id);
					} else {
						queue.leave(String(id));
						inside.delete(id);
					}
					expect(queue.running).toBe(Math.min(capacity, inside.size));
					expect(queue.running + queue.waiting).toBe(inside.size);
				}
			}),
		);
	});
});
