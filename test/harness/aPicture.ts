import sharp from 'sharp';
import type { Upload } from '../../sandbox/discord/world/actions.js';

/** A picture of one colour, as a member attaches it. */
export async function aPicture(background = '#3366cc', name = 'photo.png'): Promise<Upload> {
	const bytes = await sharp({ create: { width: 640, height: 360, channels: 3, background } })
		.png()
		.toBuffer();
	return { name, bytes };
}
