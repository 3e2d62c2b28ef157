import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import type { Exchange } from '../../../sandbox/http/exchange.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { AppHarness, textOf, withVideo } from '../../harness/appHarness.js';

const ffmpeg = ((): boolean => {
	try {
		execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' });
		return true;
	} catch {
		return false;
	}
})();

let stage: AppHarness;
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

const mebibyte = 1024 * 1024;
const isPost = (x: Exchange): boolean => x.method === 'POST' && /\/channels\/\d+\/messages$/u.test(x.path);
const uploads = (): Exchange[] => stage.discord.exchanges.filter((x) => (x.form?.files.length ?? 0) > 0);

async function set(resultBytes: number | null, env: Record<string, string> = {}): Promise<void> {
	stage = await AppHarness.set({
		comet: { plan: { pollsToDone: 1, resultBytes }, keepBodyBytes: 4 * mebibyte },
		discord: { keepBodyBytes: 4 * mebibyte },
		env: { FFMPEG_PATH: '/nonexistent/ffmpeg', ...env },
	});
}

describe('a video larger than may be uploaded, without ffmpeg', () => {
	it('is a link, which says that it ends; nothing is uploaded that must fail', async () => {
		await set(11 * mebibyte);
		const message = await stage.told(stage.video());
		expect(textOf(message)).toContain('too large to upload here');
		expect(textOf(message)).toContain('stops working');
		expect(JSON.stringify(message.components)).toContain(stage.comet.cdnOrigin);
		expect(uploads()).toEqual([]);
	});

	it('is uploaded as it is where the guild’s tier allows it', async () => {
		await set(11 * mebibyte);
		stage.discord.world.guild.premiumTier = 2;
		const message = await stage.told(stage.video());
		expect(stage.discord.files(message)[0]?.size).toBe(11 * mebibyte);
	});

	it('goes with the reply’s own limit while that is the rung', async () => {
		await set(11 * mebibyte);
		stage.discord.world.alice.uploadLimit = 100 * mebibyte;
		const message = await stage.told(stage.video({ options: { private: true } }));
		expect(withVideo([message])).toHaveLength(1);
	});

	it.each([40005, 50045, 'edge'] as const)('is a link when Discord refuses it in its own way (%s)', async (as) => {
		await set(null);
		stage.discord.faults.refuseUploads({ as });
		const interaction = stage.video();
		const message = await stage.told(interaction);
		expect(withVideo([message])).toEqual([]);
		expect(JSON.stringify(message.components)).toContain(stage.comet.cdnOrigin);
		expect(uploads()).toHaveLength(1);
		expect(stage.discord.exchanges.filter(isPost)).toHaveLength(2);
		await soon(() => stage.job(interaction)).toMatchObject({ delivery: { receipt: { form: 'link' } } });
	});
});

describe.skipIf(!ffmpeg)('a video larger than may be uploaded (needs ffmpeg)', () => {
	it('is made smaller, and says where the original is', async () => {
		await set(11 * mebibyte, { FFMPEG_PATH: 'ffmpeg' });
		const interaction = stage.video();
		const message = await stage.told(interaction);
		expect(stage.discord.files(message)[0]!.size).toBeLessThan(10 * mebibyte);
		expect(textOf(message)).toContain('Made smaller');
		await soon(() => stage.job(interaction)).toMatchObject({ delivery: { receipt: { form: 'reencoded' } } });
	});
});
