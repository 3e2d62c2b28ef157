import { afterEach, describe, expect, it } from 'vitest';
import { creates, hanging, lostCreate, resetBefore, truncatedCreate } from '../../../sandbox/cometapi/faults.js';
import type { Fault } from '../../../sandbox/http/faults.js';
import { expectGoodManners } from '../../harness/promises.js';
import { AppHarness, textOf, withVideo } from '../../harness/appHarness.js';

let stage: AppHarness;
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

const set = async (fault: Fault, env: Record<string, string> = {}): Promise<void> => {
	stage = await AppHarness.set({ comet: { plan: { pollsToDone: 1 } }, env });
	stage.comet.addFault(fault);
};
const posts = (): number => stage.comet.server.exchanges.filter(creates).length;

describe('a create without an answer', () => {
	it.each<[string, () => Fault, number]>([
		['the connection is reset before it takes effect', () => resetBefore({ match: creates }), 0],
		['the connection is reset after it has taken effect', () => lostCreate(), 1],
		['the answer is cut off before the id', () => truncatedCreate({ bytes: 8 }), 1],
		['nothing comes, and there is no task', () => hanging({ match: creates }), 0],
		['nothing comes, and there is a task', () => hanging({ match: creates, effect: true }), 1],
	])('is never sent again, and the member is told so: %s', async (_, fault, made) => {
		await set(fault(), { CREATE_TIMEOUT_MS: '1000' });
		const interaction = stage.video();

		expect(textOf(await stage.told(interaction))).toContain('I did not send it again');
		expect(posts()).toBe(1);
		expect(stage.comet.creates).toBe(made);
		expect(stage.tellings(interaction)).toHaveLength(1);
		expect(stage.discord.notifications).toHaveLength(1);
		expect(await stage.job(interaction)).toMatchObject({ outcome: { failure: { code: 'submission-unknown' } } });
	});

	it('goes on by the id that could be read of it', async () => {
		await set(truncatedCreate({ bytes: 120 }));
		const interaction = stage.video();

		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
		expect(posts()).toBe(1);
		expect(await stage.job(interaction)).toMatchObject({ task: { id: stage.comet.tasks[0]?.id } });
	});
});
