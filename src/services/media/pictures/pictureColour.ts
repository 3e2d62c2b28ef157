/** Red, green, blue and white as x and y (CIE 1931). */
type Chromaticities = readonly [number, number, number, number, number, number, number, number];

/** How a picture says that its numbers are not sRGB, outside an ICC profile. */
export interface PictureColour {
	readonly primaries: Chromaticities;
	/** A code of H.273 (8 linear, 16 PQ, 18 HLG …), or the exponent of a plain gamma. */
	readonly transfer: { readonly code: number } | { readonly gamma: number };
	/** Black is 16 and white 235 of 255. */
	readonly limited: boolean;
}

const srgb: Chromaticities = [0.64, 0.33, 0.3, 0.6, 0.15, 0.06, 0.3127, 0.329];
/** Primaries of H.273 that differ visibly from sRGB's: BT.2020, DCI-P3, Display P3. */
const primaries: Readonly<Record<number, Chromaticities>> = {
	9: [0.708, 0.292, 0.17, 0.797, 0.131, 0.046, 0.3127, 0.329],
	11: [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.314, 0.351],
	12: [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.3127, 0.329],
};
const gammas: Readonly<Record<number, number>> = { 4: 2.2, 5: 2.8, 8: 1 };
const pq = 16;
const hlg = 18;

/**
 * The colour that an AVIF (nclx) or a PNG (cICP, gAMA and cHRM) tells of itself; `undefined` where it is sRGB, or as good as
 * that. An ICC profile says more and goes first, which is the caller's to see.
 * @param head the first bytes of the file
 */
export function toldColour(head: Buffer): PictureColour | undefined {
	if (head.length < 16) return undefined;
	return head.readUInt32BE(0) === 0x89_50_4e_47 ? ofPng(head) : ofAvif(head);
}

function ofAvif(head: Buffer): PictureColour | undefined {
	const at = head.indexOf('colrnclx', 0, 'latin1');
	if (at < 0 || head.length < at + 15) return undefined;
	const isFull = head.readUInt8(at + 14) >= 128;
	// The decoder widens the range of colours, and leaves that of grey as it is.
	const pixi = head.indexOf('pixi', 0, 'latin1');
	const isGrey = pixi >= 0 && head[pixi + 8] === 1;
	return coded(head.readUInt16BE(at + 8), head.readUInt16BE(at + 10), isGrey && !isFull);
}

function ofPng(head: Buffer): PictureColour | undefined {
	let gamma: number | undefined;
	let chroma: Chromaticities | undefined;
	for (let at = 8; at + 12 <= head.length;) {
		const length = head.readUInt32BE(at);
		const type = head.toString('latin1', at + 4, at + 8);
		const body = head.subarray(at + 8, at + 8 + length);
		if (type === 'cICP' && length === 4) return coded(body.readUInt8(0), body.readUInt8(1), false);
		if (type === 'sRGB' || type === 'iCCP') return undefined;
		if (type === 'gAMA' && length === 4) gamma = body.readUInt32BE(0) / 100_000;
		if (type === 'cHRM' && length === 32 && body.length === 32) {
			const n = (place: number): number => body.readUInt32BE(place * 4) / 100_000;
			chroma = [n(2), n(3), n(4), n(5), n(6), n(7), n(0), n(1)];
		}
		if (type === 'IDAT') break;
		at += 12 + length;
	}
	const isUsual = gamma === undefined || !(gamma > 0.01) || Math.abs(gamma - 0.454_55) < 0.01;
	const isSrgb = chroma === undefined || chroma.every((value, index) => Math.abs(value - (srgb[index] ?? 0)) < 0.01);
	if (isUsual && isSrgb) return undefined;
	const valid = chroma !== undefined && chroma.every((value) => value > 0 && value < 1);
	const transfer = isUsual ? { code: 13 } : { gamma: 1 / (gamma ?? 1) };
	return { primaries: valid && chroma !== undefined ? chroma : srgb, transfer, limited: false };
}

function coded(primary: number, transfer: number, limited: boolean): PictureColour | undefined {
	const isOwn = transfer === pq || transfer === hlg || transfer in gammas;
	if (primaries[primary] === undefined && !isOwn && !limited) return undefined;
	return { primaries: primaries[primary] ?? srgb, transfer: { code: transfer }, limited };
}

/** What a display of SDR shows as white, and what HDR is mastered for, in candela a square metre. */
const whiteNits = 203;
const peakNits = 1000;

/**
 * The same picture in sRGB, 8 bits. HDR is brought into the range of an SDR display by the reference-white curve of SMPTE
 * ST 2094-50, as browsers do.
 * @param pixels three samples of 16 bits each
 */
export function asSrgb(pixels: Uint16Array, colour: PictureColour): Buffer {
	const linear = linearTable(colour);
	const matrix = toSrgb(colour.primaries);
	const isHlg = 'code' in colour.transfer && colour.transfer.code === hlg;
	const isHdr = isHlg || ('code' in colour.transfer && colour.transfer.code === pq);
	const done = Buffer.alloc(pixels.length);
	const byte = (value: number): number => encoded[Math.round(Math.min(1, Math.max(0, value)) * 65_535)] ?? 0;
	const light = (at: number): number => linear[pixels[at] ?? 0] ?? 0;
	for (let at = 0; at + 2 < pixels.length; at += 3) {
		const found: Triple = [light(at), light(at + 1), light(at + 2)];
		const [r, g, b] = times(matrix, isHdr ? forSdr(found, isHlg) : found);
		done[at] = byte(r);
		done[at + 1] = byte(g);
		done[at + 2] = byte(b);
	}
	return done;
}

/** The light of a scene or a mastering display as an SDR display shows it; the hue stays. */
function forSdr([r, g, b]: Triple, isHlg: boolean): Triple {
	const shown = isHlg ? (0.2627 * r + 0.678 * g + 0.0593 * b) ** 0.2 * (peakNits / whiteNits) : 1;
	const most = Math.max(r, g, b) * shown;
	const scale = most > 0 ? (shown * toneMapped(most)) / most : 0;
	return [r * scale, g * scale, b * scale];
}

/** Linear light for every sample; 1 is white, of HDR that of an SDR display. */
function linearTable({ transfer, limited }: PictureColour): Float32Array {
	return Float32Array.from({ length: 65_536 }, (_, sample) => {
		const full = sample / 65_535;
		return toLinear(limited ? Math.min(1, Math.max(0, (full * 255 - 16) / 219)) : full, transfer);
	});
}

function toLinear(value: number, transfer: PictureColour['transfer']): number {
	if ('gamma' in transfer) return value ** transfer.gamma;
	const { code } = transfer;
	if (code === pq) {
		const power = value ** (1 / 78.843_75);
		const ratio = Math.max(0, power - 0.835_937_5) / (18.851_562_5 - 18.6875 * power);
		return (10_000 / whiteNits) * ratio ** (1 / 0.159_301_757_812_5);
	}
	if (code === hlg) {
		return value <= 0.5 ? value ** 2 / 3 : (Math.exp((value - 0.559_910_73) / 0.178_832_77) + 0.284_668_92) / 12;
	}
	const gamma = gammas[code];
	if (gamma !== undefined) return value ** gamma;
	// The curves of SDR television are shown as sRGB everywhere.
	return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

const encoded = Uint8Array.from({ length: 65_536 }, (_, index) => {
	const value = index / 65_535;
	return Math.round(255 * (value <= 0.003_130_8 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055));
});

/** Below white a straight line; above it a Bézier curve to the peak. */
function toneMapped(value: number): number {
	const [white, bend, peak] = [0.625, 0.65, peakNits / whiteNits];
	if (value <= 1) return value * white;
	if (value >= peak) return 1;
	const midX = 1 - bend + bend / white;
	const midY = (1 - bend) * white + bend;
	const [a, b, c] = [1 - 2 * midX + peak, 2 * (midX - 1), 1 - value];
	const t = (-b + Math.sqrt(b * b - 4 * a * c)) / (2 * a);
	return (1 - t) ** 2 * white + 2 * t * (1 - t) * midY + t * t;
}

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/** From linear light of these primaries to that of sRGB's; white stays white. */
const toSrgb = (from: Chromaticities): Matrix => multiplied(inverted(toXyz(srgb)), toXyz(from));

/** Scaled so that 1, 1, 1 is the white of D65, whatever white the primaries have. */
function toXyz([rx, ry, gx, gy, bx, by, wx, wy]: Chromaticities): Matrix {
	const columns: Matrix = [xyz(rx, ry), xyz(gx, gy), xyz(bx, by)];
	const raw = transposed(columns);
	const white = xyz(wx, wy);
	const d65 = xyz(srgb[6], srgb[7]);
	const [r, g, b] = times(inverted(raw), white);
	const scaled = (line: Triple, to: number): Triple => [line[0] * r * to, line[1] * g * to, line[2] * b * to];
	return [scaled(raw[0], d65[0] / white[0]), scaled(raw[1], d65[1] / white[1]), scaled(raw[2], d65[2] / white[2])];
}

const xyz = (x: number, y: number): Triple => [x / y, 1, (1 - x - y) / y];

const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

const times = (m: Matrix, v: Triple): Triple => [dot(m[0], v), dot(m[1], v), dot(m[2], v)];

const transposed = ([a, b, c]: Matrix): Matrix => [
	[a[0], b[0], c[0]],
	[a[1], b[1], c[1]],
	[a[2], b[2], c[2]],
];

function multiplied(a: Matrix, b: Matrix): Matrix {
	const [x, y, z] = transposed(b);
	return transposed([times(a, x), times(a, y), times(a, z)]);
}

function inverted([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix {
	const det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
	return [
		[(e * i - f * h) / det, (c * h - b * i) / det, (b * f - c * e) / det],
		[(f * g - d * i) / det, (a * i - c * g) / det, (c * d - a * f) / det],
		[(d * h - e * g) / det, (b * g - a * h) / det, (a * e - b * d) / det],
	];
}
