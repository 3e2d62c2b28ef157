import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Job } from '../../../src/jobs/record/job.js';
import { History } from '../../../src/services/records/history.js';
import { closedJobs } from '../../harness/closedJobs.js';
import { aJob, begin } from '../../harness/aJob.js';
import { AdmissionHarness, silent } from '../../harness/admissionHarness.js';

const alice = '1200000000000000001';

let at: AdmissionHarness;
let history: History;
beforeEach(async () => {
	at = await AdmissionHarness.open();
	history = new History({ store: at.store, log: silent });
});
afterEach(() => at.close());

const video: Job['outcome'] = { type: 'succeeded', at: begin, result: { urls: [] } };

const jobOf = (index: number, parts: Partial<Job> = {}): Job =>
	aJob({
		id: `13000000000000000${String(index).padStart(2, '0')}`,
		createdAt: begin + index,
		requester: { id: alice },
		...parts,
	});

/** Twelve ended jobs on record and in the index. */
async function twelve(): Promise<void> {
	for (let index = 1; index <= 12; index += 1) {
		const job = jobOf(index, { phase: 'closed', outcome: video });
		await at.store.save(job);
		history.observe(job);
	}
}

const ids = (jobs: readonly Job[]): number[] => jobs.map(({ createdAt }) => createdAt - begin);

describe('History', () => {
	it('pages a member’s jobs, newest first, and stays within the pages there are', async () => {
		await twelve();
		expect(await history.page(alice, { filter: 'all', wanted: 1, size: 5 })).toMatchObject({ page: 1, pages: 3 });
		expect(ids((await history.page(alice, { filter: 'all', wanted: 2, size: 5 })).jobs)).toEqual([7, 6, 5, 4, 3]);
		expect(await history.page(alice, { filter: 'all', wanted: 99, size: 5 })).toMatchObject({ page: 3, pages: 3 });
		expect(await history.page('2', { filter: 'all', wanted: 1, size: 5 })).toEqual({
			jobs: [],
			page: 1,
			pages: 1,
			damaged: 0,
		});
	});

	it('shows first what could not be delivered, and finds by the words of a prompt', async () => {
		await twelve();
		const waiting = jobOf(2, {
			phase: 'closed',
			outcome: video,
			delivery: { left: [], fetchTries: 0, undelivered: true },
			request: { ...jobOf(2).request, prompt: 'A red kite over the Sea' },
		});
		await at.store.save(waiting);
		history.observe(waiting);

		expect(ids((await history.page(alice, { filter: 'all', wanted: 1, size: 3 })).jobs)).toEqual([2, 12, 11]);
		const search = async (words: string) =>
			ids((await history.page(alice, { filter: 'all', search: words, wanted: 1, size: 3 })).jobs);
		expect(await search('sea KITE')).toEqual([2]);
		expect(await search('sea lion')).toEqual([]);
	});

	it('is the same when it is made anew from the records', async () => {
		await twelve();
		const again = new History({ store: at.store, log: silent });
		again.rebuild(await closedJobs(at.store));
		expect(await again.page(alice, { filter: 'all', wanted: 2, size: 5 })).toEqual(
			await history.page(alice, { filter: 'all', wanted: 2, size: 5 }),
		);
	});

	it('tolerates entries without a record, with a damaged one, and with one that has moved on', async () => {
		await twelve();
		await at.store.remove(jobOf(12).id);
		await (await at.storage.table('closed', z.unknown())).set(jobOf(11).id, { version: 99 });
		const running = jobOf(20);
		history.observe(running);
		await at.store.save({ ...running, phase: 'closed', outcome: video });

		expect(ids((await history.page(alice, { filter: 'all', wanted: 1, size: 3 })).jobs)).toEqual([20, 10, 9]);
		expect((await history.page(alice, { filter: 'running', wanted: 1, size: 3 })).jobs).toEqual([]);
		expect(await history.counts(alice)).toEqual({ jobs: 11, results: 0, unfinished: 0 });
	});

	it('does not show a job that has been emptied, however it hears of that', async () => {
		const job = jobOf(1, { phase: 'closed', outcome: video });
		const emptied = { ...job, erasedAt: begin };
		for (const hear of [() => history.observe(emptied), () => history.erased(job), () => history.rebuild([emptied])]) {
			await at.store.save(job);
			history.rebuild([job]);
			expect((await history.page(alice, { filter: 'all', wanted: 1, size: 5 })).jobs).toHaveLength(1);
			await at.store.save(emptied);
			hear();
			expect((await history.counts(alice)).jobs).toBe(0);
			expect((await history.page(alice, { filter: 'all', wanted: 1, size: 5 })).jobs).toEqual([]);
		}
		// Whoever has heard nothing reads it from the record.
		history.rebuild([job]);
		expect((await history.page(alice, { filter: 'all', wanted: 1, size: 5 })).jobs).toEqual([]);
		expect((await history.page(alice, { filter: 'succeeded', wanted: 1, size: 5 })).jobs).toEqual([]);
		expect((await history.counts(alice)).jobs).toBe(0);
	});
});
