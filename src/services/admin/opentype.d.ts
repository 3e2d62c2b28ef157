/** What we use of the package, which brings no types of its own; those made for it bring the browser's globals along. */
declare module 'opentype.js' {
	export interface Font {
		/** 0 for a character that the font does not have. */
		charToGlyphIndex(character: string): number;
		getPath(text: string, x: number, y: number, size: number): { readonly commands: readonly PathCommand[] };
		getAdvanceWidth(text: string, size: number): number;
	}

	export type PathCommand =
		| { readonly type: 'M' | 'L'; readonly x: number; readonly y: number }
		| { readonly type: 'Q'; readonly x1: number; readonly y1: number; readonly x: number; readonly y: number }
		| (Readonly<Record<'x1' | 'y1' | 'x2' | 'y2' | 'x' | 'y', number>> & { readonly type: 'C' })
		| { readonly type: 'Z' };

	export function parse(font: ArrayBuffer): Font;
}
