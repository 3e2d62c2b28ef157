import { writeFile } from 'node:fs/promises';
import { mostPixels } from '../../../jobs/record/declaredPicture.js';
import { KeyedMutex } from '../../../lib/keyedMutex.js';
import { Turns } from '../../../lib/turns.js';
import { servedMember } from '../servedMember.js';
import { DecoderProcess } from './decoderProcess.js';
import { develop, loadSharp, movingAvif, readHead, type ImageProcessing, type ProcessedImage } from './development.js';
import type { FittingRule } from './pictureFitting.js';

/** What costs no more than this (8 megapixels of a photo) is decoded here; starting a process would cost more. */
const mostCostHere = 24_000_000;
/** A card waits for its small picture; ours are at most 4096 pixels wide, which takes half a second on a slow machine. */
const shrinkSeconds = 3;

/**
 * Turns a member's file into a picture that a model takes: decoded within limits, turned upright, the first frame of an
 * animation, transparency on white, fitted by `pictureFitting`, encoded anew under the model's size. Nothing of the file
 * but its pixels comes through. One picture at a time, members in turn; a large one in a process of its own, whose death
 * is the picture's fault and nobody else's.
 */
export class ImageProcessor {
	readonly #turns = new Turns();
	readonly #small = new KeyedMutex();
	readonly #decoder: Pick<DecoderProcess, 'develop' | 'stop'>;

	readonly #firstFrame: ((path: string) => Promise<Buffer | undefined>) | undefined;

	/** @param parts.firstFrame the first picture of a sequence that only ffmpeg reads, as a PNG */
	constructor(
		parts: {
			readonly decoder?: Pick<DecoderProcess, 'develop' | 'stop'>;
			readonly firstFrame?: (path: string) => Promise<Buffer | undefined>;
		} = {},
	) {
		this.#decoder = parts.decoder ?? new DecoderProcess();
		this.#firstFrame = parts.firstFrame;
	}

	/** In the turn of the member who is served: nobody's many pictures stand before another's one. */
	develop(path: string, rule: FittingRule): Promise<ImageProcessing> {
		return this.#turns.run(servedMember(), async () => {
			let head = await readHead(path);
			const frame = isMovingAvif(head) ? await this.#firstFrame?.(path) : undefined;
			if (frame !== undefined) {
				// The file at the path is a copy that is the caller's alone, as is what stands there afterwards.
				await writeFile(path, frame);
				head = await readHead(path);
			}
			if (head.type === 'spoiled') return head;
			return head.cost > mostCostHere ? this.#decoder.develop({ path, rule }) : develop(path, head, rule);
		});
	}

	/**
	 * A small JPEG of a picture that we made ourselves: upright, without metadata, no side longer than this many pixels, never
	 * enlarged. Small ones wait for one another, but not for a member's large picture.
	 * @throws when it is none, or takes longer than a few seconds
	 */
	shrink(picture: string | Buffer, longestSide: number): Promise<Buffer> {
		return this.#small.run('', async () => {
			const sharp = await loadSharp();
			return sharp(picture, { limitInputPixels: mostPixels, sequentialRead: true })
				.autoOrient()
				.flatten({ background: '#ffffff' })
				.toColourspace('srgb')
				.resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
				.timeout({ seconds: shrinkSeconds })
				.jpeg({ quality: 80 })
				.toBuffer();
		});
	}

	/** The sides and type of a picture that we made ourselves; `undefined` when it is none. */
	async inspect(path: string): Promise<Omit<ProcessedImage, 'bytes'> | undefined> {
		const sharp = await loadSharp();
		const { format, width, height } = await sharp(path).metadata();
		if (format !== 'jpeg' && format !== 'png' && format !== 'webp') return undefined;
		return { contentType: `image/${format}`, width, height };
	}

	/** Ends the process that decodes, if there is one. */
	stop(): void {
		this.#decoder.stop();
	}
}

const isMovingAvif = (head: Awaited<ReturnType<typeof readHead>>): boolean =>
	head.type === 'spoiled' && head.kind === movingAvif;
