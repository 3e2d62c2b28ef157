import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { anyFormat, jpegOnly, PictureFixtures } from '../../harness/pictureFixtures.js';
import { animatedPng, animation, noise, twoHalves } from '../../harness/pictureSamples.js';

const desk = PictureFixtures.open();

/** Prepares one picture that must turn out well; tells what was written. */
async function made(bytes: Buffer, rule = jpegOnly) {
	const result = await desk.prepare([desk.attach(bytes)], rule);
	if (result.type !== 'prepared') throw new Error(JSON.stringify(result));
	const [prepared] = result.pictures;
	const [picture] = await desk.pictures.load(result.pictures);
	const written = Buffer.from(picture!.bytes);
	return { prepared: prepared!, bytes: written, metadata: await sharp(written).metadata() };
}

async function colourAt(bytes: Buffer, x: number, y: number): Promise<string> {
	const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
	const at = (y * info.width + x) * info.channels;
	const [r = 0, g = 0, b = 0] = data.subarray(at, at + 3);
	if (r > 200 && g > 200 && b > 200) return 'white';
	if (r > 180 && g < 70 && b < 70) return 'red';
	if (b > 180 && r < 70 && g < 70) return 'blue';
	return `${r},${g},${b}`;
}

describe('a usable picture', () => {
	it('is turned upright, and loses the place where it was taken', async () => {
		const photo = await twoHalves(300, 200)
			.jpeg()
			.withMetadata({ orientation: 6 })
			.withExifMerge({ IFD0: { Make: 'Phone' }, IFD3: { GPSLatitude: '37/1 33/1 0/100000000000000000' } })
			.withIccProfile('p3')
			.toBuffer();
		expect(await sharp(photo).metadata()).toMatchObject({ orientation: 6 });
		expect(photo.includes('Exif')).toBe(true);

		const { prepared, bytes, metadata } = await made(photo);

		expect(prepared).toMatchObject({ role: 'image', width: 200, height: 300, contentType: 'image/jpeg' });
		expect(metadata).toMatchObject({ width: 200, height: 300 });
		for (const kind of ['orientation', 'exif', 'icc', 'xmp', 'iptc']) expect(metadata).not.toHaveProperty(kind);
		expect(bytes.includes('Phone')).toBe(false);
		// Turned by a quarter to the right: the red upper half stands on the right.
		expect(await colourAt(bytes, 180, 150)).toBe('red');
		expect(await colourAt(bytes, 20, 150)).toBe('blue');
	});

	it('in CMYK becomes sRGB', async () => {
		const cmyk = await twoHalves(120, 80).toColourspace('cmyk').jpeg().toBuffer();
		expect((await sharp(cmyk).metadata()).space).toBe('cmyk');

		const { metadata } = await made(cmyk);

		expect(metadata).toMatchObject({ space: 'srgb', channels: 3 });
	});

	it.each([
		['GIF', () => animation().gif().toBuffer(), 'image/jpeg'],
		['WebP', () => animation().webp({ lossless: true }).toBuffer(), 'image/webp'],
		['PNG', animatedPng, 'image/png'],
	])('that moves gives its first frame: %s', async (_, make, contentType) => {
		const { prepared, bytes, metadata } = await made(await make(), anyFormat);

		expect(prepared.contentType).toBe(contentType);
		expect(metadata.pages ?? 1).toBe(1);
		expect(await colourAt(bytes, 30, 30)).toBe('red');
	});

	it('in AVIF becomes what the model takes first', async () => {
		const { prepared } = await made(await twoHalves(160, 90).avif().toBuffer(), anyFormat);
		expect(prepared).toMatchObject({ contentType: 'image/jpeg', width: 160, height: 90 });
	});

	it('with transparency stands on white', async () => {
		const clear = sharp({
			create: { width: 64, height: 64, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
		});
		const { bytes, metadata } = await made(await clear.png().toBuffer(), anyFormat);
		expect(metadata.hasAlpha).toBe(false);
		expect(await colourAt(bytes, 10, 10)).toBe('white');
	});

	it.each(['<script>alert(1)</script>', 'PK\x05\x06secret archive'])('loses what hangs behind it: %s', async (tail) => {
		const clean = await twoHalves(100, 100).jpeg().toBuffer();
		const { bytes } = await made(Buffer.concat([clean, Buffer.from(tail)]));
		expect(bytes.includes(tail)).toBe(false);
	});

	it('comes under the limit of bytes by quality, then by size', async () => {
		const large = await noise(1400, 1000).png().toBuffer();
		expect(large.length).toBeGreaterThan(2_000_000);

		const byQuality = await made(large, { ...anyFormat, maxBytes: 1_000_000 });
		await desk.pictures.discard('770000000000000000');
		const bySize = await made(large, { ...anyFormat, maxBytes: 150_000 });

		expect(byQuality.prepared).toMatchObject({ width: 1400, height: 1000 });
		expect(byQuality.bytes.length).toBeLessThanOrEqual(1_000_000);
		expect(bySize.prepared.width).toBeLessThan(1400);
		expect(bySize.bytes.length).toBeLessThanOrEqual(150_000);
		expect(bySize.prepared.bytes).toBe(bySize.bytes.length);
	});

	it('of another aspect is padded to exact pixels with a dark, blurred copy of itself', async () => {
		const upright = await twoHalves(400, 800).png().toBuffer();
		const { bytes, metadata } = await made(upright, { ...jpegOnly, exact: { width: 1280, height: 720 } });

		expect(metadata).toMatchObject({ width: 1280, height: 720 });
		expect(await colourAt(bytes, 640, 100)).toBe('red');
		const [r = 0, g = 0, b = 0] = (await colourAt(bytes, 50, 50)).split(',').map(Number);
		expect(r).toBeGreaterThan(90);
		expect(r).toBeLessThan(180);
		expect(g + b).toBeLessThan(40);
	});

	it('of nearly the same aspect is cropped around its centre', async () => {
		const { bytes } = await made(await twoHalves(1000, 600).png().toBuffer(), {
			...jpegOnly,
			exact: { width: 1280, height: 720 },
		});
		expect(await colourAt(bytes, 5, 5)).toBe('red');
		expect(await colourAt(bytes, 640, 350)).toBe('red');
		expect(await colourAt(bytes, 640, 370)).toBe('blue');
	});

	it('lies in a file that only its owner reads, named by job and role', async () => {
		const { prepared } = await made(await twoHalves(64, 64).jpeg().toBuffer());
		expect(prepared.file).toBe('770000000000000000-image.jpg');
		expect((await stat(join(desk.folder, prepared.file))).mode & 0o777).toBe(0o600);
		expect(await desk.files()).toEqual(['770000000000000000-image.jpg']);
	});
});
