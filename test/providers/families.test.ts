import { describe, expect, it } from 'vitest';
import { familyNames } from '../../sandbox/cometapi/task/task.js';
import { familyIds, legacyFamilyIds } from '../../src/providers/contract/familyId.js';
import { unifiedPath } from '../../src/providers/families/unified/unifiedRoute.js';
import { providers } from '../../src/providers/index.js';

describe('the list of families', () => {
	it('names every family by its own id', () => {
		expect(providers.map(({ id }) => id)).toEqual(familyIds);
	});

	it('names those that are off by default', () => {
		expect(providers.filter(({ legacy }) => legacy === true).map(({ id }) => id)).toEqual(legacyFamilyIds);
	});

	it('is that of the simulator, which has the families of the unified route as one', () => {
		const task = { provider: '', id: 'x', model: '', action: 'text2video' };
		const routes = providers.map((provider) =>
			provider.poll(task).path.startsWith(`${unifiedPath}/`) ? 'unified' : provider.id,
		);

		expect(new Set(routes)).toEqual(new Set<string>(familyNames));
	});
});
