import { defineConfig } from 'vitest/config';
import { patienceMs } from './test/harness/patience.js';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Suites that take longest for their size; begun last, one of them would be waited for alone. */
const long = /\/test\/(?:chaos|crashes|sandbox\/web)\//u;

class LongSuitesFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const sorted = await super.sort(files);
		const isLong = ({ moduleId }: TestSpecification): boolean => long.test(moduleId);
		return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
	}
}

export default defineConfig({
	test: {
		include: ['test/**/*.test.ts'],
		// Most suites wait for one another's answers more than they compute.
		maxWorkers: 3,
		sequence: { sequencer: LongSuitesFirst },
		// When something will not happen any more, not how long it may take: a busy machine is slow, and not wrong.
		testTimeout: 180_000,
		hookTimeout: 180_000,
		expect: { poll: { timeout: patienceMs } },
	},
});
