import { defineConfig } from 'vitest/config';

/** The whole chaos suite, minutes long: `npm run chaos`. What kills one process at one point runs with the other tests too. */
export default defineConfig({
	test: {
		include: ['test/chaos/**/*.chaos.ts', 'test/chaos/**/*.test.ts'],
		// Every file starts more processes than there are processors.
		fileParallelism: false,
		testTimeout: 60_000,
		hookTimeout: 180_000,
	},
});
