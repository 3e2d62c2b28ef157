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
		queue.occupy({ id: 'running', member: 'x' });
		expect(queue.enter(job('a1', 'a'))).toBe(false);
		queue.leave('running');
		expect(queue.enter(job('a1', 'a'))).toBe(true);
	});

	it("makes what a member may not start yet wait in the member's own line, where it holds nobody up", () => {
		const woken: string[] = [];
		const queue = new Queue({ capacity: 4, memberPlaces: 2, wake: (id) => woken.push(id) });
		expect(['a1', 'a2', 'a3', 'a4'].map((id, at) => queue.enter(job(id, 'a', at)))).toEqual([true, true, false, false]);
		expect(['a3', 'a4'].map((id) => [queue.place(id), queue.ownPlace(id)])).toEqual([
			[undefined, 1],
			[undefined, 2],
		]);
		expect(queue.enter(job('b1', 'b'))).toBe(true);
		queue.leave('a1');
		expect(woken).toEqual(['a3']);
		expect(queue.ownPlace('a4')).toBe(1);
	});

	it('holds a member to what a guild gives them there, and to that nowhere else', () => {
		const queue = new Queue({ capacity: 9, memberPlaces: 3, wake: () => undefined });
		const here = (id: string) => ({ ...job(id, 'a'), guild: 'g', guildPlaces: 1 });
		expect(queue.enter(here('g1'))).toBe(true);
		expect(queue.enter(here('g2'))).toBe(false);
		expect(queue.enter({ ...job('h1', 'a'), guild: 'h' })).toBe(true);
		queue.leave('g1');
		expect([queue.enter(here('g2')), queue.enter({ ...job('h2', 'a'), guild: 'h' })]).toEqual([true, true]);
		expect(queue.enter({ ...job('h3', 'a'), guild: 'h' })).toBe(false);
	});

	it('gives turns to the others while a member waits for their own', () => {
		const woken: string[] = [];
		const queue = new Queue({ capacity: 2, memberPlaces: 1, wake: (id) => woken.push(id) });
		for (const [id, member] of [
			['a1', 'a'],
			['x1', 'x'],
			['a2', 'a'],
			['b1', 'b'],
			['b2', 'b'],
		] as const)
			queue.enter(job(id, member));
		expect([queue.ownPlace('a2'), queue.place('b1'), queue.ownPlace('b2')]).toEqual([1, 1, 1]);
		queue.leave('x1');
		queue.leave('b1');
		queue.leave('a1');
		expect(woken).toEqual(['b1', 'b2', 'a2']);
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
