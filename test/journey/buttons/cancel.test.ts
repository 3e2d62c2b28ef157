import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lostCreate, creates as createsOnly } from '../../../sandbox/cometapi/faults.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { buttonOf, AppHarness, textOf } from '../../harness/appHarness.js';

let stage: AppHarness;
beforeAll(async () => {
	stage = await AppHarness.set({
		comet: { plan: { outcome: 'stuck' } },
		env: { DAILY_USD: '', MAX_RUNNING_JOBS: '2' },
	});
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

/** Tasks that were left running hold their places. */
afterEach(() => {
	for (const task of stage.comet.tasks) stage.comet.settle(task, 'failed');
});

/** The member presses Cancel on the progress message, as soon as it is there. */
async function cancel(interaction: Interaction): Promise<void> {
	await soon(() => buttonOf(stage.discord.original(interaction), 'cancel')).toBeDefined();
	const message = stage.discord.original(interaction)!;
	const press = stage.discord.press({
		user: interaction.userId,
		message,
		customId: buttonOf(message, 'cancel')!,
	});
	await press.responded();
}

describe('Cancel', () => {
	it('while the video is being made: stops looking, and says that it may still be charged', async () => {
		const interaction = stage.video({ user: stage.member() });
		await soon(() => stage.comet.tasks.at(-1)?.polls ?? 0).toBeGreaterThan(0);
		await cancel(interaction);

		const message = await stage.told(interaction);
		expect(message.id).toBe(interaction.originalId);
		expect(textOf(message)).toContain('may still finish it, and may charge for it');
		expect(stage.discord.notifications.filter(({ userId }) => userId === interaction.userId)).toEqual([]);
		// Its task is watched quietly until it has ended, and its place goes to the next one then.
		const next = stage.video({ user: stage.member() });
		await soon(() => stage.comet.tasks.length).toBe(2);
		stage.comet.settle(stage.comet.tasks[0]!, 'failed');
		await cancel(next);
		await stage.told(next);
	});

	it('in line: nothing is sent, and nothing was charged; in the member’s language', async () => {
		const running = [stage.video({ user: stage.member() }), stage.video({ user: stage.member() })];
		const before = stage.comet.creates;
		await soon(() => stage.comet.creates).toBe(before + 2);
		const waiting = stage.video({ user: stage.member('ko'), locale: 'ko' });
		await cancel(waiting);
		expect(textOf(await stage.told(waiting))).toContain('보내기 전에 취소했어요');
		expect(stage.comet.creates).toBe(before + 2);
		for (const one of running) await cancel(one);
		for (const one of running) await stage.told(one);
	});

	it('while the create is on its way: never aborts it, then says that it may be charged', async () => {
		let release = (): void => undefined;
		const held = new Promise<void>((resolve) => (release = resolve));
		const off = stage.comet.server.watch({ after: (x) => (createsOnly(x) ? held : undefined) });
		const before = stage.comet.creates;
		const interaction = stage.video({ user: stage.member() });
		await soon(() => stage.comet.creates).toBe(before + 1);
		await cancel(interaction);
		release();
		off();
		expect(textOf(await stage.told(interaction))).toContain('may charge for it');
		expect(await stage.job(interaction)).toMatchObject({ task: { id: stage.comet.tasks.at(-1)!.id } });
	});

	it('after the end: says so, and changes nothing', async () => {
		stage.comet.next({ outcome: 'succeeded', pollsToDone: 3 });
		const interaction = stage.video({ user: stage.member() });
		await soon(() => buttonOf(stage.discord.original(interaction), 'cancel')).toBeDefined();
		const card = stage.discord.original(interaction)!;
		const told = await stage.told(interaction);
		await soon(() => textOf(stage.discord.original(interaction))).toContain('see what came of it');
		expect(() =>
			stage.discord.press({ user: interaction.userId, message: card, customId: buttonOf(card, 'cancel')! }),
		).toThrow('no such component');
		expect(stage.tellings(interaction).map(({ id }) => id)).toEqual([told.id]);
	});

	it('by somebody else: a private no', async () => {
		const interaction = stage.video({ user: stage.member() });
		await soon(() => buttonOf(stage.discord.original(interaction), 'cancel')).toBeDefined();
		const message = stage.discord.original(interaction)!;
		const press = stage.discord.press({
			user: stage.member(),
			message,
			customId: buttonOf(message, 'cancel')!,
		});
		expect(await press.responded()).toMatchObject({ type: 4, ephemeral: true });
		expect(textOf(stage.discord.original(press))).toContain('belong to the member who asked');
		expect(await stage.job(interaction)).toMatchObject({ phase: 'generating' });
		await cancel(interaction);
		await stage.told(interaction);
	});

	it('of a create whose answer is lost: the member reads what is true of it', async () => {
		stage.comet.addFault(lostCreate());
		const interaction = stage.video({ user: stage.member() });
		const message = await stage.told(interaction);
		expect(textOf(message)).toContain('may have been made and charged');
		expect(buttonOf(message, 'askagain')).toBeDefined();
	});
});
