import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../../src/jobs/record/job.js';
import { JobStore } from '../../../src/services/records/jobStore.js';
import { Storage } from '../../../src/services/records/storage.js';
import { aPicture } from '../../harness/aPicture.js';
import { Pressing, keptFiles } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { textOf, withVideo, type AppHarness } from '../../harness/appHarness.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
beforeAll(async () => {
	stage = await Pressing.stage({ MAX_RUNNING_JOBS: '1', POLL_MIN_MS: '2000', POLL_MAX_MS: '5000' });
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

/** A job with a picture that waits for the place of another one. */
async function waiting() {
	stage.comet.next({ outcome: 'stuck', pollsToDone: null });
	const before = stage.video({ user: stage.member() });
	await before.responded();
	await stage.becomes(() => stage.comet.tasks.some(({ plan }) => plan.outcome === 'stuck'));
	const user = stage.member();
	const interaction = stage.video({ user, attachments: { image: await aPicture('#ff0000') } });
	await interaction.responded();
	await soon(() => keptFiles(stage, interaction.id)).toHaveLength(2);
	await soon(async () => (await stage.job(interaction))?.pictures?.length).toBe(1);
	const free = (): void => stage.comet.settle(stage.comet.tasks.find(({ plan }) => plan.outcome === 'stuck')!);
	return { interaction, user, free };
}

/** What somebody does to the record while no process is there. */
async function change(id: string, act: (job: Job) => Job): Promise<void> {
	const storage = await Storage.open({ url: stage.env['STORE_URL']!, log: pino({ level: 'silent' }) });
	const store = await JobStore.open(storage);
	await store.save(act((await store.get(id))!));
	await storage.close();
}

const media = (folder: string): Promise<void> => rm(join(stage.folder, 'media', folder), { recursive: true });

describe('a picture that was ready and is there no more', () => {
	it('is made ready again from what is kept', async () => {
		const { interaction, free } = await waiting();
		await stage.stop();
		await media('inputs');
		await stage.start();
		free();
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
		expect(stage.comet.tasks.at(-1)?.exchange.form?.files).toHaveLength(1);
	});

	it('is told as gone when nothing is left of it, and holds no place meanwhile', async () => {
		const { interaction, user, free } = await waiting();
		await stage.stop();
		await media('inputs');
		await media('kept-inputs');
		stage.discord.cdnServer.addFault({
			match: () => true,
			times: Infinity,
			act: { kind: 'answer', answer: { status: 404 } },
		});
		await stage.start();
		free();
		await stage.becomes(() =>
			stage.discord.messages(undefined, user.id).some((message) => textOf(message).includes('is no longer there')),
		);
		stage.discord.cdnServer.clearFaults();
		await pressing.closed(interaction.id);
		expect((await stage.job(interaction))?.submission.sent).toBe(0);
		expect(withVideo([(await pressing.told()).message])).toHaveLength(1);
	});
});

describe('a picture that the disk does not take', () => {
	it('holds no place meanwhile, and is made when the disk takes it again', async () => {
		const { interaction, free } = await waiting();
		await media('inputs');
		await writeFile(join(stage.folder, 'media', 'inputs'), 'no folder');
		free();
		expect(withVideo([(await pressing.told()).message])).toHaveLength(1);
		expect((await stage.job(interaction))?.submission.sent).toBe(0);
		await media('inputs');
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
	});
});

describe('a picture that ends the process that reads it', () => {
	it('is not tried a third time', async () => {
		const { interaction, user, free } = await waiting();
		await stage.stop();
		await change(interaction.id, (job) => ({ ...job, pictures: null, preparations: 2 }));
		await stage.start();
		await stage.becomes(() =>
			stage.discord.messages(undefined, user.id).some((message) => textOf(message).includes('could not be read')),
		);
		await pressing.closed(interaction.id);
		expect(await stage.job(interaction)).toMatchObject({
			outcome: { failure: { code: 'picture', reason: 'unreadable' } },
			submission: { sent: 0 },
		});
		free();
	});
});
