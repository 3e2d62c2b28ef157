import { readFile } from 'node:fs/promises';
import type { Task } from './task.js';

/** The clips that tasks result in, one a shape: nothing is generated here, but what was asked for upright stands upright. */
export class Samples {
	readonly landscape: Buffer;
	readonly #portrait: Buffer;
	readonly #square: Buffer;

	private constructor(clips: { landscape: Buffer; portrait: Buffer; square: Buffer }) {
		this.landscape = clips.landscape;
		this.#portrait = clips.portrait;
		this.#square = clips.square;
	}

	/** One clip for every shape. */
	static one(clip: Buffer): Samples {
		return new Samples({ landscape: clip, portrait: clip, square: clip });
	}

	/** The clips that come with the simulator. */
	static async read(): Promise<Samples> {
		const read = (name: string): Promise<Buffer> => readFile(new URL(`../media/${name}`, import.meta.url));
		const [landscape, portrait, square] = await Promise.all([
			read('sample.mp4'),
			read('sample-portrait.mp4'),
			read('sample-square.mp4'),
		]);
		return new Samples({ landscape, portrait, square });
	}

	/** The clip whose shape is nearest to what the create asked for. */
	of({ request }: Pick<Task, 'request'>): Buffer {
		const shape = widthByHeight(request);
		if (shape < 0.9) return this.#portrait;
		return shape > 1.1 ? this.landscape : this.#square;
	}
}

/** Every family has a field of its own for the shape: `720x1280`, `9:16`, `720:1280`. Landscape where none is given. */
function widthByHeight(request: Readonly<Record<string, unknown>>): number {
	for (const name of ['size', 'ratio', 'aspect_ratio']) {
		const value = request[name];
		const match = typeof value === 'string' ? /^(\d+)[x:*](\d+)$/.exec(value) : null;
		if (match) return Number(match[1]) / Number(match[2]);
	}
	return 16 / 9;
}
