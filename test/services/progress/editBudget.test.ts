import { beforeEach, describe, expect, it } from 'vitest';
import { EditBudget } from '../../../src/services/progress/editBudget.js';
import { FakeClock } from '../../harness/fakeClock.js';

let clock: FakeClock;
let begun: string[];
let ends: Map<string, () => void>;
beforeEach(() => {
	clock = new FakeClock();
	begun = [];
	ends = new Map();
});

const asking = (budget: EditBudget, name: string): (() => void) =>
	budget.ask((done) => {
		begun.push(name);
		ends.set(name, done);
	});

describe('EditBudget', () => {
	it('begins at once while there is room, and in the order of asking when room comes back', () => {
		const budget = new EditBudget({ clock, atOnce: 2, perSecond: 100 });
		for (const name of ['a', 'b', 'c', 'd']) asking(budget, name);
		expect(begun).toEqual(['a', 'b']);
		ends.get('b')?.();
		expect(begun).toEqual(['a', 'b', 'c']);
	});

	it('takes back what has not begun', () => {
		const budget = new EditBudget({ clock, atOnce: 1, perSecond: 100 });
		asking(budget, 'a');
		const takeBack = asking(budget, 'b');
		asking(budget, 'c');
		takeBack();
		ends.get('a')?.();
		expect(begun).toEqual(['a', 'c']);
	});

	it('begins no more in a second than it may, although there is room', async () => {
		const budget = new EditBudget({ clock, atOnce: 10, perSecond: 3 });
		for (let index = 0; index < 8; index += 1) asking(budget, `${index}`);
		expect(begun).toHaveLength(3);
		await clock.advance(999);
		expect(begun).toHaveLength(3);
		await clock.advance(1);
		expect(begun).toHaveLength(6);
		await clock.advance(1_000);
		expect(begun).toHaveLength(8);
	});
});
