import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';

import type { Answer } from '../../sandbox/http/exchange.js';
import { RecordingServer } from '../../sandbox/http/recordingServer.js';
import type { KeptMedia } from '../../src/jobs/record/job.js';
import { systemClock } from '../../src/lib/time.js';
import { sora } from '../../src/providers/families/unified/sora.js';
import { ApiClient } from '../../src/services/cometapi/apiClient.js';
import { SafeFetch } from '../../src/services/media/download/safeFetch.js';
import { VideoApi } from '../../src/services/cometapi/videoApi.js';
import { Videos } from '../../src/services/media/videos/videos.js';

/** A clip of five seconds, 640 by 360, with sound. */
export const sample = await readFile(new URL('../../sandbox/cometapi/media/sample.mp4', import.meta.url));
export const task = { provider: 'sora', id: 'video_1', model: 'sora-2' };
/** Where that task's bytes can be had with our key. */
export const contentPath = '/v1/videos/video_1/content';

/** The videos service at work, with an API and a result host on loopback; a fresh folder for every test. */
export class VideoFixtures {
	/** What either answers at a path; a list is answered one after the other, and its last one for ever. */
	readonly answers = new Map<string, Answer | Answer[]>();
	/** The host of results. */
	readonly server = new RecordingServer({ now: () => 0, handle: (x) => this.#answer(x.path) });
	/** The API, which alone may see the key. */
	readonly api = new RecordingServer({ now: () => 0, handle: (x) => this.#answer(x.path) });
	origin = '';
	apiOrigin = '';
	root = '';
	videos!: Videos;
	#fetch!: SafeFetch;
	#client!: ApiClient;
	#content!: VideoApi;

	/** Opens before and closes after the tests of the file that calls this. */
	static open(): VideoFixtures {
		const desk = new VideoFixtures();
		const clock = systemClock;
		beforeAll(async () => {
			desk.origin = await desk.server.listen();
			desk.apiOrigin = await desk.api.listen();
			desk.#fetch = new SafeFetch({ clock, userAgent: 'test', trustedOrigins: [desk.origin, desk.apiOrigin] });
			const api = new ApiClient({ baseUrl: desk.apiOrigin, key: 'sk-secret', userAgent: 'test', clock });
			const parts = { clock, random: () => 0.5, log: pino({ level: 'silent' }), createTimeoutMs: 1000 };
			desk.#client = api;
			desk.#content = new VideoApi({ api, providers: [sora], ...parts });
		});
		afterAll(async () => {
			await desk.#client.close();
			await Promise.all([desk.server.close(), desk.api.close()]);
		});
		beforeEach(async () => {
			desk.answers.clear();
			for (const server of [desk.server, desk.api]) {
				server.clearFaults();
				server.exchanges.length = 0;
			}
			desk.root = await mkdtemp(join(tmpdir(), 'videos-'));
			desk.videos = desk.another();
		});
		afterEach(() => rm(desk.root, { recursive: true }));
		return desk;
	}

	get folder(): string {
		return join(this.root, 'results');
	}

	/** A second service on the same folder, as after a restart, or with another configuration. */
	another(
		parts: Partial<Pick<ConstructorParameters<typeof Videos>[0], 'ffmpegPath' | 'maxBytes' | 'since'>> = {},
	): Videos {
		return new Videos({
			folder: this.folder,
			fetch: this.#fetch,
			content: this.#content,
			ffmpegPath: 'ffmpeg',
			maxBytes: 5e9,
			clock: systemClock,
			log: pino({ level: 'silent' }),
			...parts,
		});
	}

	files(): Promise<string[]> {
		return readdir(this.folder).catch(() => []);
	}

	/** What was asked of the result host. */
	asked(): string[] {
		return this.server.exchanges.map((x) => x.path);
	}

	#answer(path: string): Answer {
		const planned = this.answers.get(path) ?? { status: 404, body: '{}' };
		if (!Array.isArray(planned)) return planned;
		const [first = { status: 404 }] = planned;
		if (planned.length > 1) planned.shift();
		return first;
	}

	/** Serves a body and gives its address. */
	serve(path: string, body: unknown): string {
		this.answers.set(path, { status: 200, body, headers: { 'content-type': 'video/mp4' } });
		return `${this.origin}${path}`;
	}

	/** Keeps a result that must turn out well. */
	async kept(jobId = '700000000000000000', body: Buffer = sample): Promise<KeptMedia> {
		const result = await this.videos.tryKeep({ jobId, urls: [this.serve('/kept', body)] });
		if (result.type !== 'kept') throw new Error(result.detail);
		return result.media;
	}
}
