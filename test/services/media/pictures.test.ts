import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { Preparing } from '../../../src/services/media/pictures/pictures.js';
import { jpegOnly, PictureFixtures } from '../../harness/pictureFixtures.js';
import { noise, twoHalves } from '../../harness/pictureSamples.js';

const desk = PictureFixtures.open();

/** The bytes of the first picture. */
async function load(result: Preparing): Promise<Buffer> {
	const loaded = await desk.pictures.load(result.type === 'prepared' ? result.pictures : []);
	return Buffer.from(loaded[0]!.bytes);
}

describe('preparing again', () => {
	it('fetches only what was not ready', async () => {
		const first = desk.attach(await twoHalves(80, 80).jpeg().toBuffer(), 'image');
		const second = desk.attach(await twoHalves(90, 90).png().toBuffer(), 'last_frame');
		const answer = desk.answers.get('/last_frame')!;
		desk.answers.set('/last_frame', { status: 503 });

		expect(await desk.prepare([first, second])).toMatchObject({ type: 'unreachable', role: 'last_frame' });
		desk.answers.set('/last_frame', answer);
		desk.answers.delete('/image'); // its address has died meanwhile
		const again = await desk.prepare([first, second]);

		expect(again).toMatchObject({ type: 'prepared', pictures: [{ role: 'image' }, { role: 'last_frame' }] });
		expect(desk.asked()).toEqual(['/image', '/last_frame', '/last_frame']);
	});

	it('gives the same answer and the same bytes', async () => {
		const source = desk.attach(await noise(200, 100).jpeg().toBuffer());
		const first = await desk.prepare([source]);
		const before = await load(first);
		const kept = await desk.prepare([source]);
		await desk.pictures.discard('77');
		const anew = await desk.prepare([source]);

		expect(first).toMatchObject({ type: 'prepared', pictures: [{ role: 'image', width: 200, height: 100 }] });
		expect([kept, anew]).toEqual([first, first]);
		expect(Buffer.compare(before, await load(anew))).toBe(0);
	});

	it('clears the parts that a dead process left', async () => {
		const source = desk.attach(await twoHalves(80, 80).jpeg().toBuffer());
		await desk.prepare([source], jpegOnly, '76');
		await writeFile(join(desk.folder, '77-image.0a0a0a0a.part'), 'half');

		await desk.prepare([source]);

		expect(await desk.files()).toEqual(['76-image.jpg', '77-image.jpg']);
	});
});

describe('keeping and deleting', () => {
	it('deletes the files of one job and of no other', async () => {
		const source = desk.attach(await twoHalves(80, 80).jpeg().toBuffer());
		for (const jobId of ['7', '77', '777']) await desk.prepare([source], jpegOnly, jobId);

		await desk.pictures.discard('77');
		await desk.pictures.discard('77');

		expect(await desk.files()).toEqual(['7-image.jpg', '777-image.jpg']);
	});

	it('sweeps what no open job needs, and nothing that is not ours', async () => {
		const source = desk.attach(await twoHalves(80, 80).jpeg().toBuffer());
		for (const jobId of ['1', '2']) await desk.prepare([source], jpegOnly, jobId);
		await writeFile(join(desk.folder, '3-image.0a0a0a0a.part'), 'half');
		await writeFile(join(desk.folder, 'README'), 'theirs');

		await desk.pictures.sweep((jobId) => jobId === '1');

		expect(await desk.files()).toEqual(['1-image.jpg', 'README']);
	});

	it.each(['../../etc/passwd', '77/../../x.jpg', '/etc/passwd', '.part', '77-..jpg'])(
		'never follows a name that is not ours: %s',
		async (file) => {
			const named = { role: 'image', file, contentType: 'image/jpeg', width: 1, height: 1, bytes: 1 } as const;
			await expect(desk.pictures.load([named])).rejects.toThrow('not the name');
		},
	);
});
