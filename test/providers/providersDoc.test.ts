import { existsSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { modelTable, providersDoc, withModelTable } from '../../scripts/providersDoc.js';
import { providers } from '../../src/providers/index.js';

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const hasReadme = existsSync(new URL('../../README.md', import.meta.url));

describe('the page of providers', () => {
	it('is what the code says (else run: npx tsx scripts/providersDoc.ts)', () => {
		expect(read('docs/providers.md')).toBe(providersDoc());
	});

	it('names every model', () => {
		const page = providersDoc();
		for (const { id } of providers.flatMap(({ models }) => models)) expect(page).toContain(`\`${id}\``);
	});

	it.skipIf(!hasReadme)('has the same table in the README (else run: npx tsx scripts/providersDoc.ts)', () => {
		const readme = read('README.md');

		expect(withModelTable(readme)).toBe(readme);
	});

	it('replaces what stands between the marks and nothing else', () => {
		const readme = 'Before\n<!-- models:begin -->\nold\n<!-- models:end -->\nAfter\n';
		const once = withModelTable(readme);

		expect(once).toBe(`Before\n<!-- models:begin -->\n\n${modelTable()}\n\n<!-- models:end -->\nAfter\n`);
		expect(withModelTable(once)).toBe(once);
		expect(withModelTable('No marks')).toBe('No marks');
	});
});
