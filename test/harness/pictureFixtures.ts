import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';

import type { Answer } from '../../sandbox/http/exchange.js';
import { RecordingServer } from '../../sandbox/http/recordingServer.js';
import type { PictureRole, PictureSource } from '../../src/jobs/record/request.js';
import { systemClock } from '../../src/lib/time.js';
import type { FittingRule } from '../../src/services/media/pictures/pictureFitting.js';
import { Pictures } from '../../src/services/media/pictures/pictures.js';
import type { Preparing } from '../../src/services/media/pictures/pictures.js';
import { SafeFetch } from '../../src/services/media/download/safeFetch.js';

export const jpegOnly: FittingRule = { formats: ['image/jpeg'], maxBytes: 10_000_000 };
export const anyFormat: FittingRule = { formats: ['image/jpeg', 'image/png', 'image/webp'], maxBytes: 10_000_000 };

/** The pictures service at work, with a host on loopback that serves what members attach; a fresh folder for every test. */
export class PictureFixtures {
	readonly answers = new Map<string, Answer>();
	readonly server = new RecordingServer({ now: () => 0, handle: (x) => this.answers.get(x.path) ?? { status: 404 } });
	origin = '';
	folder = '';
	pictures!: Pictures;
	#fetch!: SafeFetch;

	/** Opens before and closes after the tests of the file that calls this. */
	static open(): PictureFixtures {
		const desk = new PictureFixtures();
		beforeAll(async () => {
			desk.origin = await desk.server.listen();
			desk.#fetch = new SafeFetch({ clock: systemClock, userAgent: 'test', trustedOrigins: [desk.origin] });
		});
		afterAll(async () => {
			await desk.server.close();
		});
		beforeEach(async () => {
			desk.answers.clear();
			desk.server.exchanges.length = 0;
			desk.folder = join(await mkdtemp(join(tmpdir(), 'pictures-')), 'inputs');
			desk.pictures = new Pictures({
				clock: systemClock,
				folder: desk.folder,
				fetch: desk.#fetch,
				log: pino({ level: 'silent' }),
			});
		});
		afterEach(() => rm(join(desk.folder, '..'), { recursive: true }));
		return desk;
	}

	/** Serves the bytes under a name that says nothing true, and names them as a member's attachment. */
	attach(bytes: Buffer | string, role: PictureRole = 'image'): PictureSource {
		this.answers.set(`/${role}`, { status: 200, body: bytes, headers: { 'content-type': 'image/png' } });
		return { role, url: `${this.origin}/${role}`, name: 'a.png', contentType: 'image/png', bytes: 1 };
	}

	prepare(sources: PictureSource[], rule = jpegOnly, jobId = '770000000000000000'): Promise<Preparing> {
		return this.pictures.tryPrepare({ jobId, pictures: sources, rule });
	}

	files(): Promise<string[]> {
		return readdir(this.folder).catch(() => []);
	}

	/** What was asked of the host. */
	asked(): string[] {
		return this.server.exchanges.map((x) => x.path);
	}
}
