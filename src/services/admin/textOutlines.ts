import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Font, PathCommand } from 'opentype.js';
import type { TextOutliner } from '../../messages/pages/chartPen.js';

/** Latin and all of Korean; comes with its package, so that it looks the same on every machine. */
const file = '@expo-google-fonts/nanum-gothic/400Regular/NanumGothic_400Regular.ttf';

/** What a font shows for a character that it does not have. */
const missing = 0;

/** A font, read when something is drawn for the first time: that takes a while and some memory. */
export class TextOutlines {
	#font: Promise<Font> | undefined;

	/** Turns texts into outlines. Characters that the font does not have are left out: a box says nothing. */
	async lettering(): Promise<TextOutliner> {
		const font = await this.#load();
		return (text, size) => {
			const known = Array.from(text)
				.filter((character) => font.charToGlyphIndex(character) !== missing)
				.join('');
			return {
				path: font.getPath(known, 0, 0, size).commands.map(written).join(''),
				width: font.getAdvanceWidth(known, size),
			};
		};
	}

	#load(): Promise<Font> {
		this.#font ??= load();
		return this.#font;
	}
}

/** One command of SVG's path data. The package's own writer runs numbers together where one rounds to nothing from below. */
function written(command: PathCommand): string {
	switch (command.type) {
		case 'M':
		case 'L':
			return `${command.type}${point(command.x, command.y)}`;
		case 'Q':
			return `Q${point(command.x1, command.y1)} ${point(command.x, command.y)}`;
		case 'C':
			return `C${point(command.x1, command.y1)} ${point(command.x2, command.y2)} ${point(command.x, command.y)}`;
		case 'Z':
			return 'Z';
	}
}

const point = (x: number, y: number): string => `${x.toFixed(2)} ${y.toFixed(2)}`;

async function load(): Promise<Font> {
	// Node itself takes the package's CommonJS file, whose names stand on its default; bundlers take the other one.
	const loaded = await import('opentype.js');
	const { parse } = 'parse' in loaded ? loaded : (loaded as { default: typeof loaded }).default;
	const bytes = await readFile(fileURLToPath(import.meta.resolve(file)));
	return parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
