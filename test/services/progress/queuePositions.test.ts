import { describe, expect, it } from 'vitest';
import { Queue } from '../../../src/services/scheduling/queue.js';
import { QueuePositions } from '../../../src/services/progress/queuePositions.js';
import { FakeClock } from '../../harness/fakeClock.js';

/** A queue with one place, taken, and so many members waiting for it; and which of their cards were shown anew, when. */
async function aLine(waiting: number, isEdited: (id: string) => boolean = () => true) {
	const clock = new FakeClock();
	const queue = new Queue({ capacity: 1, wake: () => undefined });
	const shown: { at: number; id: string }[] = [];
	const refresh = (id: string): boolean => {
		shown.push({ at: clock.now(), id });
		return isEdited(id);
	};
	new QueuePositions({ queue, progress: { refresh }, clock }).start();
	for (let index = 0; index <= waiting; index += 1)
		queue.enter({ id: `job${index}`, member: `member${index}`, since: 0 });
	await clock.advance(60_000);
	shown.length = 0;
	return { clock, queue, shown, since: clock.now() };
}

describe('PlaceNews', () => {
	it('has every waiting card shown anew within a second of a move, and once for several moves', async () => {
		const { clock, queue, shown, since } = await aLine(5);
		for (const id of ['job0', 'job1', 'job2']) queue.leave(id);
		await clock.advance(1000);
		expect(shown).toEqual(['job4', 'job5'].map((id) => ({ at: since + 1000, id })));
		await clock.advance(60_000);
		expect(shown).toHaveLength(2);
	});

	it('tells a long queue a few cards a second, the nearest to their turn first', async () => {
		const { clock, queue, shown, since } = await aLine(50);
		queue.leave('job0');
		await clock.advance(60_000);
		expect(shown.map(({ id }) => id)).toEqual(Array.from({ length: 49 }, (_, index) => `job${index + 2}`));
		const perSecond = [1, 2, 3].map((second) => shown.filter(({ at }) => at - since === second * 1000).length);
		expect(perSecond).toEqual([20, 20, 9]);
	});

	it('does not let cards that need no edit hold up the others', async () => {
		const { clock, queue, shown, since } = await aLine(50, (id) => id === 'job50');
		queue.leave('job0');
		await clock.advance(1000);
		expect(shown.at(-1)).toEqual({ at: since + 1000, id: 'job50' });
	});
});
