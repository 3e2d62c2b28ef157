import { readInline } from './inline.js';
import type { Block, ListItem } from './nodes.js';

const fence = /^```(?:[\w+-]*\n)?([^]*?)\n?```/;
const heading = /^(#{1,3}) +(\S.*)$/;
const bullet = /^( *)(?:[-*]|(\d+)\.) +(\S.*)/;

/** Reads a whole text in Discord's markdown. */
export function readMarkdown(source: string): Block[] {
	const reader = new BlockReader(source);
	while (reader.more) reader.step();
	return reader.blocks;
}

class BlockReader {
	readonly blocks: Block[] = [];
	#rest: string;
	#paragraph: string[] = [];

	constructor(source: string) {
		this.#rest = source;
	}

	get more(): boolean {
		if (this.#rest !== '') return true;
		this.#flush();
		return false;
	}

	step(): void {
		const code = fence.exec(this.#rest);
		if (code) {
			this.#take(code[0].length, { type: 'pre', text: code[1] ?? '' });
			return;
		}
		if (this.#rest.startsWith('>>> ')) {
			this.#take(this.#rest.length, { type: 'quote', blocks: readMarkdown(this.#rest.slice(4)) });
			return;
		}

		const line = this.#rest.split('\n', 1)[0] ?? '';
		if (line.startsWith('> ')) {
			this.#quote();
			return;
		}
		if (bullet.test(line)) {
			this.#list();
			return;
		}
		if (line.startsWith('-# ')) {
			this.#take(line.length, { type: 'subtext', children: readInline(line.slice(3)) });
			return;
		}
		const [, marks, title] = heading.exec(line) ?? [];
		if (marks && title) {
			this.#take(line.length, {
				type: 'heading',
				level: marks.length as 1 | 2 | 3,
				children: readInline(title),
			});
			return;
		}
		this.#plain(line);
	}

	/** A fence may begin inside a line; the text before it belongs to the paragraph. */
	#plain(line: string): void {
		const inside = line.indexOf('```');
		const cut = inside > 0 && fence.test(this.#rest.slice(inside)) ? line.slice(0, inside) : line;
		this.#paragraph.push(cut);
		this.#skip(cut.length);
	}

	#quote(): void {
		const lines = this.#linesWhile((line) => line.startsWith('> '));
		this.#take(lines.join('\n').length, {
			type: 'quote',
			blocks: readMarkdown(lines.map((line) => line.slice(2)).join('\n')),
		});
	}

	#list(): void {
		const isOrdered = (line: string): boolean => bullet.exec(line)?.[2] !== undefined;
		const ordered = isOrdered(this.#rest);
		// Dots after numbers are another list, unless they stand under one of them.
		const lines = this.#linesWhile(
			(line) => bullet.test(line) && (line.startsWith('  ') || isOrdered(line) === ordered),
		);
		const items = lines.map((line): ListItem => {
			const [, indent = '', , text = ''] = bullet.exec(line) ?? [];
			return { depth: Math.min(10, Math.floor(indent.length / 2)), children: readInline(text) };
		});
		const number = bullet.exec(lines[0] ?? '')?.[2];
		this.#take(lines.join('\n').length, {
			type: 'list',
			ordered,
			start: Number(number ?? 1),
			items,
		});
	}

	#linesWhile(wanted: (line: string) => boolean): string[] {
		const lines = this.#rest.split('\n');
		const end = lines.findIndex((line) => !wanted(line));
		return end < 0 ? lines : lines.slice(0, end);
	}

	#take(length: number, block: Block): void {
		this.#flush();
		this.blocks.push(block);
		this.#skip(length);
	}

	/** Moves on, over the line's end too: a block needs no empty line after it. */
	#skip(length: number): void {
		this.#rest = this.#rest.slice(length);
		if (this.#rest.startsWith('\n')) this.#rest = this.#rest.slice(1);
	}

	#flush(): void {
		if (this.#paragraph.length === 0) return;
		this.blocks.push({ type: 'paragraph', children: readInline(this.#paragraph.join('\n')) });
		this.#paragraph = [];
	}
}
