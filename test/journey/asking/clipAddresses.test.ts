import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { withVideo, type AppHarness } from '../../harness/appHarness.js';
import { hasFfmpeg } from '../../harness/films.js';
import { Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { publicAddress } from '../../harness/publicAddress.js';
import { soon } from '../../harness/soon.js';
import { sample } from '../../harness/videoFixtures.js';

let stage: AppHarness;
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

/** Four seconds, large enough for Kling, which takes addresses alone. */
function largeClip(): Buffer {
	const folder = mkdtempSync(join(tmpdir(), 'clip-'));
	try {
		const path = join(folder, 'film.mp4');
		const source = ['-f', 'lavfi', '-i', 'testsrc=duration=4:size=1280x720:rate=10'];
		execFileSync('ffmpeg', ['-v', 'error', ...source, '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', path]);
		return readFileSync(path);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

async function fetched(url: string) {
	const { statusCode, headers, body } = await request(url);
	return { status: statusCode, type: headers['content-type'], bytes: Buffer.from(await body.arrayBuffer()) };
}

/** Asks for a clip to be edited by a provider that comes back to it later; the address that it was given. */
async function asked(model: string, bytes: Buffer) {
	stage.comet.next({ outcome: 'stuck', pollsToDone: null });
	const attachments = { video: { name: 'boat.mp4', bytes } };
	const interaction = stage.video({ user: stage.member(), options: { model }, attachments });
	await soon(() => stage.comet.tasks.length).toBe(1);
	const task = stage.comet.tasks[0]!;
	const url = /"(https?:[^"]+\.mp4[^"]*)"/u.exec(JSON.stringify(task.exchange.json))?.[1] ?? '';
	return { interaction, task, url };
}

describe('a clip for a provider that fetches it', () => {
	it.each([
		['grok-imagine-video', () => sample],
		['gen4_aleph', () => sample],
		['omni-fast-v2v', () => sample],
		...(hasFfmpeg ? [['kling-video-o1', largeClip] as const] : []),
	] as const)('%s gets our address where there is one, until the outcome is told', async (model, make) => {
		const { env, via, publicUrl } = await publicAddress();
		stage = await Pressing.stage(env);
		const bytes = make();
		// Discord's address dies at once; ours is what counts.
		stage.discord.settings.signedUrlLifeMs = 120_000;
		const { interaction, task, url } = await asked(model, bytes);
		expect(url.startsWith(`${publicUrl}/media/`)).toBe(true);
		expect(await fetched(via(url))).toMatchObject({ status: 200, type: 'video/mp4', bytes });

		stage.comet.settle(task);
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
		await soon(async () => (await fetched(via(url))).status).toBe(404);
	});

	it.skipIf(!hasFfmpeg)('kling-video-o1 gets Discord’s own where we have none', async () => {
		stage = await Pressing.stage();
		const { interaction, task, url } = await asked('kling-video-o1', largeClip());
		expect(url).toContain('/ephemeral-attachments/');
		expect(new URL(url).searchParams.get('hm')).not.toBeNull();
		stage.comet.settle(task);
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
	});
});
