import { describe, expect, it } from 'vitest';

import type { Job } from '../../../src/jobs/record/job.js';
import { isEndingBelieved } from '../../../src/jobs/record/looking.js';
import { advance } from '../../../src/jobs/record/transitions.js';
import { minutes } from '../../../src/lib/time.js';
import { aJob } from '../../harness/aJob.js';

const seen = (job: Job, at: number, ending: boolean): Job =>
	advance(job, { type: 'task-progressed', state: 'running', percent: null, ending }, at);

describe('an ending that is only suggested', () => {
	it('is believed when it was told again over its time, and not before', () => {
		const first = seen(aJob({ phase: 'generating' }), 1000, true);
		expect(isEndingBelieved(first, 0)).toBe(false);
		const soon = seen(first, 2000, true);
		expect(isEndingBelieved(soon, minutes(3))).toBe(false);
		const late = seen(soon, 1000 + minutes(3), true);
		expect(isEndingBelieved(late, minutes(3))).toBe(true);
	});

	it('is forgotten by a look that tells of going on, and outlives one that failed', () => {
		const first = seen(aJob({ phase: 'generating' }), 0, true);
		const failed = advance(first, { type: 'poll-failed' }, minutes(1));
		expect(isEndingBelieved(seen(failed, minutes(4), true), minutes(3))).toBe(true);
		const goesOn = seen(first, minutes(1), false);
		expect(isEndingBelieved(seen(goesOn, minutes(4), true), minutes(3))).toBe(false);
	});
});
