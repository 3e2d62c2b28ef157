import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptFiles, Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { aPicture } from '../../harness/aPicture.js';
import { seconds } from '../../../src/lib/time.js';
import { soon } from '../../harness/soon.js';
import { textOf, withVideo, type AppHarness } from '../../harness/appHarness.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
beforeAll(async () => {
	stage = await Pressing.stage();
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

describe('Again', () => {
	it('makes the same request once more, and shows where it comes from', async () => {
		const { user, jobId, message } = await pressing.told({ options: { prompt: 'a fox', duration: 6 } });
		const pressed = await pressing.press(message, 'again', user);
		expect(pressed.acknowledgement).toMatchObject({ type: 5, ephemeral: false });

		const second = await pressing.outcome(`${message.id}_a`, user);
		expect(withVideo([second])).toHaveLength(1);
		expect(textOf(second)).toContain('Made again.');
		expect(stage.comet.tasks.at(-1)?.request).toMatchObject({ prompt: 'a fox', seconds: '6' });
		expect(await stage.job({ id: `${message.id}_a` })).toMatchObject({
			lineage: { jobId, kind: 'again' },
			destination: { interactionId: pressed.id },
		});
	});

	it('is disabled for some seconds where it was pressed, and pays once for two presses at a time', async () => {
		const { user, message } = await pressing.told();
		const before = stage.comet.creates;
		const presses = [pressing.start(message, 'again', user), pressing.start(message, 'again', user)];
		await Promise.all(presses.map((press) => press.responded()));
		expect(presses.map(({ acknowledgement }) => acknowledgement?.type).sort()).toEqual([4, 5]);
		const late = presses.find(({ acknowledgement }) => acknowledgement?.type === 4);
		expect(pressing.answer(late!)).toContain('done already');
		await soon(() => pressing.isDisabled(message.id, 'again')).toBe(true);

		await pressing.outcome(`${message.id}_a`, user);
		expect(stage.comet.creates).toBe(before + 1);
		await stage.pass(seconds(6));
		await soon(() => pressing.isDisabled(message.id, 'again')).toBe(false);
		// The video and the other buttons are still there.
		expect(stage.discord.files(message)).toHaveLength(1);
		expect(JSON.stringify(stage.discord.message(message.id)?.components)).toContain('"attachment_id"');
		expect(pressing.isDisabled(message.id, 'edit')).toBe(false);
	});

	it('is disabled on a private result too, while its own token can edit that', async () => {
		const { user, message } = await pressing.told({ options: { private: true } });
		expect(Number(message.flags) & 64).toBe(64);
		await stage.pass(seconds(3));
		await pressing.press(message, 'again', user);
		await soon(() => pressing.isDisabled(message.id, 'again')).toBe(true);
		expect(pressing.isDisabled(message.id, 'edit')).toBe(false);
		expect(stage.discord.files(message)).toHaveLength(1);
		expect(JSON.stringify(stage.discord.message(message.id)?.components)).toContain('"attachment_id"');
		expect(withVideo([await pressing.outcome(`${message.id}_a`, user)])).toHaveLength(1);
	});

	it('is left as it is on a private result whose token has ended, and pays once all the same', async () => {
		const { user, message } = await pressing.told({ options: { private: true } });
		await stage.pass(15 * 60_000);
		const before = stage.comet.creates;
		const edits = stage.discord.exchanges.filter(({ method }) => method === 'PATCH').length;
		await pressing.press(message, 'again', user);
		expect(pressing.answer(await pressing.press(message, 'again', user))).toContain('done already');
		await pressing.outcome(`${message.id}_a`, user);
		expect(stage.comet.creates).toBe(before + 1);
		expect(pressing.isDisabled(message.id, 'again')).toBe(false);
		const since = stage.discord.exchanges.filter(({ method }) => method === 'PATCH').slice(edits);
		expect(since.map(({ answer }) => answer?.status)).toEqual(since.map(() => 200));
	});

	it('works after a restart', async () => {
		const { user, message } = await pressing.told();
		await stage.stop();
		await stage.start();
		await pressing.press(message, 'again', user);
		expect(withVideo([await pressing.outcome(`${message.id}_a`, user)])).toHaveLength(1);
	});

	it('uses the pictures again after their addresses have died', async () => {
		const { user, jobId, message } = await pressing.told({ attachments: { image: await aPicture() } });
		expect(await keptFiles(stage, jobId)).toContain(`${jobId}-image.png`);
		stage.discord.cdnServer.exchanges.length = 0;

		await pressing.press(message, 'again', user);
		await pressing.outcome(`${message.id}_a`, user);
		expect(stage.comet.tasks.at(-1)?.exchange.form?.files).toHaveLength(1);
		expect(stage.discord.cdnServer.exchanges.map(({ path }) => path).filter((path) => path.includes('photo'))).toEqual(
			[],
		);
		// The second job keeps its own, so that deleting the first takes nothing from it.
		expect(await keptFiles(stage, `${message.id}_a`)).toContain(`${message.id}_a-image.png`);
	});

	it('can be pressed once more after some seconds, and at once when what it made came to nothing', async () => {
		const { user, message } = await pressing.told();
		await pressing.press(message, 'again', user);
		await pressing.outcome(`${message.id}_a`, user);
		await stage.pass(seconds(6));
		await pressing.press(message, 'again', user);
		expect(withVideo([await pressing.outcome(`${message.id}_a2`, user)])).toHaveLength(1);

		await stage.pass(seconds(6));
		stage.comet.next({ outcome: 'failed', pollsToDone: 1 });
		await pressing.press(message, 'again', user);
		await pressing.outcome(`${message.id}_a3`, user);
		await pressing.press(message, 'again', user);
		expect(withVideo([await pressing.outcome(`${message.id}_a4`, user)])).toHaveLength(1);
	});

	it('does nothing in the moment in which it takes the place of Cancel', async () => {
		stage.comet.next({ outcome: 'failed', pollsToDone: 1 });
		const { user, message } = await pressing.told({ options: { private: true } });
		const before = stage.comet.creates;
		const pressed = await pressing.press(message, 'again', user);
		expect(pressed.acknowledgement).toMatchObject({ type: 6 });
		await stage.pass(seconds(3));
		expect(stage.comet.creates).toBe(before);
		await pressing.press(message, 'again', user);
		await pressing.outcome(`${message.id}_a`, user);
		expect(stage.comet.creates).toBe(before + 1);
	});

	it('lets others make their own of it, moderators too: on their limits, for them to be told of', async () => {
		const { jobId, message, user } = await pressing.told({
			options: { prompt: 'a fox on a boat' },
			attachments: { image: await aPicture() },
		});
		const { admin } = stage.discord.world;
		for (const other of [stage.member(), admin]) {
			const before = stage.comet.creates;
			const opened = await pressing.press(message, 'again', other);
			expect(opened.acknowledgement).toMatchObject({ type: 9 });
			expect(JSON.stringify(opened.modal)).toContain('a fox on a boat');
			expect(stage.comet.creates).toBe(before);

			const sent = await pressing.submit(opened, { prompt: 'a fox on two boats' });
			const told = await pressing.outcome(sent.id, other);
			expect(textOf(told)).toContain(`For <@${other.id}>`);
			const made = await stage.job(sent);
			expect(made).toMatchObject({ requester: { id: other.id }, lineage: { jobId, kind: 'own' } });
			expect(made?.request.pictures).toEqual([]);
			expect(textOf(told)).not.toContain(user.id);
		}
		expect(pressing.isDisabled(message.id, 'again')).toBe(false);
	});

	it('can be pressed again when a limit refused it', async () => {
		const { user, message } = await pressing.told();
		stage.comet.next({ outcome: 'stuck', pollsToDone: null });
		stage.comet.next({ outcome: 'stuck', pollsToDone: null });
		const running = [stage.video({ user }), stage.video({ user })];
		await Promise.all(running.map((one) => one.responded()));

		const pressed = await pressing.press(message, 'again', user);
		expect(pressing.answer(pressed)).toContain('2 videos in the making');
		await soon(() => pressing.isDisabled(message.id, 'again')).toBe(false);
		expect(await stage.job({ id: `${message.id}_a` })).toBeUndefined();

		// Cancelling would free no place while the tasks run on.
		for (const task of stage.comet.tasks.slice(-2)) stage.comet.settle(task);
		await Promise.all(running.map(({ id }) => pressing.outcome(id, user)));
		await pressing.press(message, 'again', user);
		expect(withVideo([await pressing.outcome(`${message.id}_a`, user)])).toHaveLength(1);
	});
});
