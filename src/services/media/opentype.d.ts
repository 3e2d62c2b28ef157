/** What we use of the package, which brings no types of its own; those made for it bring the browser's globals along. */
declare module 'opentype.js' {
	export interface Font {
		/** 0 for a character that the font does not have. */
		charToGlyphIndex(character: string): number;
		getPath(text: string, x: number, y: number, size: number): { toPathData(decimals: number): string };
		getAdvanceWidth(text: string, size: number): number;
	}

	export function parse(font: ArrayBuffer): Font;
}
