import { utimes, writeFile } from 'node:fs/promises';
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
		expect(desk.asked().toSorted()).toEqual(['/image', '/last_frame', '/last_frame']);
	});

	it('gives the same answer and the same bytes', async () => {
		const source = desk.attach(await noise(200, 100).jpeg().toBuffer());
		const first = await desk.prepare([source]);
		const before = await load(first);
		const kept = await desk.prepare([source]);
		await desk.pictures.discard('770000000000000000');
		const anew = await desk.prepare([source]);

		expect(first).toMatchObject({ type: 'prepared', pictures: [{ role: 'image', width: 200, height: 100 }] });
		expect([kept, anew]).toEqual([first, first]);
		expect(Buffer.compare(before, await load(anew))).toBe(0);
	});

	it('clears the parts that a dead process left', async () => {
		const source = desk.attach(await twoHalves(80, 80).jpeg().toBuffer());
		await desk.prepare([source], jpegOnly, '760000000000000000');
		await writeFile(join(desk.folder, '770000000000000000-image.0a0a0a0a.part'), 'half');

		await desk.prepare([source]);

		expect(await desk.files()).toEqual(['760000000000000000-image.jpg', '770000000000000000-image.jpg']);
	});
});

describe('keeping and deleting', () => {
	it('deletes the files of one job and of no other', async () => {
		const source = desk.attach(await twoHalves(80, 80).jpeg().toBuffer());
		for (const jobId of ['700000000000000000', '770000000000000000', '777000000000000000'])
			await desk.prepare([source], jpegOnly, jobId);

		await desk.pictures.discard('770000000000000000');
		await desk.pictures.discard('770000000000000000');

		expect(await desk.files()).toEqual(['700000000000000000-image.jpg', '777000000000000000-image.jpg']);
	});

	it('sweeps what no open job needs, and nothing that is not ours', async () => {
		const source = desk.attach(await twoHalves(80, 80).jpeg().toBuffer());
		for (const jobId of ['100000000000000000', '200000000000000000']) await desk.prepare([source], jpegOnly, jobId);
		await writeFile(join(desk.folder, '300000000000000000-image.0a0a0a0a.part'), 'half');
		await writeFile(join(desk.folder, 'README'), 'theirs');

		// Young files may belong to a job whose record is on its way.
		await desk.pictures.sweep((jobId) => jobId === '100000000000000000');
		expect(await desk.files()).toHaveLength(4);

		for (const file of await desk.files()) await utimes(join(desk.folder, file), 1, 1);
		await desk.pictures.sweep((jobId) => jobId === '100000000000000000');

		expect(await desk.files()).toEqual(['100000000000000000-image.jpg', 'README']);
	});

	it.each(['../../etc/passwd', '77/../../x.jpg', '/etc/passwd', '.part', '77-..jpg'])(
		'never follows a name that is not ours: %s',
		async (file) => {
			const named = { role: 'image', file, contentType: 'image/jpeg', width: 1, height: 1, bytes: 1 } as const;
			await expect(desk.pictures.load([named])).rejects.toThrow('not the name');
		},
	);
});
