import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lostCreate } from '../../../sandbox/cometapi/faults.js';
import { Permission } from '../../../sandbox/discord/world/permissions.js';
import { JobStore } from '../../../src/services/records/jobStore.js';
import { Storage } from '../../../src/services/records/storage.js';
import { aPicture } from '../../harness/aPicture.js';
import { keptFiles, Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { withVideo, type AppHarness } from '../../harness/appHarness.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
beforeAll(async () => {
	stage = await Pressing.stage();
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

describe('Details', () => {
	it('tells the owner how it went, in their language, and nobody else', async () => {
		const { user, jobId, message } = await pressing.told({}, 'ko');
		const pressed = await pressing.press(message, 'details', user);
		expect(pressing.answer(pressed)).toContain('상세 정보');
		expect(pressing.answer(pressed)).toContain(jobId);
		const stranger = await pressing.press(message, 'details', stage.member('ko'));
		expect(pressing.answer(stranger)).toContain('요청한 멤버만');
	});
});

describe('Delete', () => {
	it('takes away the messages and the files, and leaves of the record what limits count', async () => {
		const { user, jobId, message } = await pressing.told({ attachments: { image: await aPicture() } });
		const { destination } = (await stage.job({ id: jobId }))!;
		expect(await keptFiles(stage, jobId)).toHaveLength(2);
		// The question says what goes with it; unanswered it destroys nothing.
		const asked = await pressing.press(message, 'delete', user);
		expect(asked.acknowledgement).toMatchObject({ type: 9 });
		expect(JSON.stringify(asked.modal)).toContain('It cost about $0.48');
		expect(await keptFiles(stage, jobId)).toHaveLength(2);
		await pressing.delete(message, user);

		await soon(() => stage.discord.message(message.id)).toBeUndefined();
		expect(stage.discord.message(destination.messageId ?? '')).toBeUndefined();
		expect(await keptFiles(stage, jobId)).toEqual([]);
		const left = await stage.job({ id: jobId });
		expect(left).toMatchObject({ erasedAt: expect.any(Number) as number, request: { prompt: '' }, media: null });
	});

	it('is for moderators too, and for nobody else', async () => {
		const { message } = await pressing.told();
		const stranger = stage.member();
		expect(pressing.answer(await pressing.press(message, 'delete', stranger))).toContain('belong to the member');
		expect(stage.discord.message(message.id)).toBeDefined();

		stage.discord.world.guild.members.get(stranger.id)!.permissions = Permission.MANAGE_MESSAGES;
		await pressing.delete(message, stranger);
		await soon(() => stage.discord.message(message.id)).toBeUndefined();
	});

	it('works for a private video, which nobody else can reach', async () => {
		const { user, message } = await pressing.told({ options: { private: true } });
		await pressing.delete(message, user);
		await soon(() => stage.discord.message(message.id)).toBeUndefined();
	});
});

describe('a job that is no longer kept', () => {
	/** Nothing is left of it but its message. */
	async function forgotten(jobId: string): Promise<void> {
		await stage.stop();
		const storage = await Storage.open({ url: stage.env['STORE_URL']!, log: pino({ level: 'silent' }) });
		await (await JobStore.open(storage)).remove(jobId);
		await storage.close();
		await stage.start();
	}

	it.each([
		['en-US', 'no longer kept'],
		['ko', '더 이상 보관하고 있지'],
	])('is told as such by its buttons, but Delete still works for its owner (%s)', async (locale, words) => {
		const { user, jobId, message } = await pressing.told({}, locale);
		await forgotten(jobId);
		const before = stage.comet.creates;
		for (const action of ['again', 'edit', 'continue', 'model', 'details'] as const) {
			expect(pressing.answer(await pressing.press(message, action, user))).toContain(words);
		}
		expect(stage.comet.creates).toBe(before);
		const stranger = stage.member();
		expect(pressing.answer(await pressing.press(message, 'delete', stranger))).toContain('belong to the member');
		await pressing.delete(message, user);
		await soon(() => stage.discord.message(message.id)).toBeUndefined();
	});
});

describe('Ask again anyway', () => {
	it('takes the kept pictures with it, and pays once for two presses', async () => {
		stage.comet.addFault(lostCreate());
		const { user, jobId, message } = await pressing.told({ attachments: { image: await aPicture() } });
		const before = stage.comet.creates;
		const presses = [pressing.start(message, 'askagain', user), pressing.start(message, 'askagain', user)];
		await Promise.all(presses.map((press) => press.responded()));
		expect(withVideo([await pressing.outcome(`${jobId}_2`, user)])).toHaveLength(1);
		expect(stage.comet.creates).toBe(before + 1);
		expect(stage.comet.tasks.at(-1)?.exchange.form?.files).toHaveLength(1);
	});
});
