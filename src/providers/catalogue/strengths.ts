import { linesOf } from '../requests/bounds.js';
import type { Model } from '../contract/model.js';

/** What a model is good for, by what its own table says of it. */
export type Strength = 'cheap' | 'quick' | 'long' | 'sharp' | 'ending' | 'same' | 'picture' | 'clip';

/** Longest video that is no long one, s; fewest lines of a sharp one; most references that keep nothing alike. */
const longFrom = 12;
const sharpFrom = 1080;
const sameFrom = 2;

/** What is known of a model besides its table. */
interface Measured {
	/** One ordinary video, USD. */
	readonly usd: number;
	/** How long one usually takes here, at most, ms. */
	readonly usualMs?: number | undefined;
}

/** What makes somebody choose it, what sets it apart first. */
export function strengthsOf(model: Model, { usd, usualMs }: Measured, all: readonly Measured[]): Strength[] {
	const found: Record<Strength, boolean> = {
		clip: model.clip !== undefined,
		picture: !model.text && model.image === 'required',
		ending: model.lastFrame,
		same: model.references >= sameFrom,
		long: longest(model) >= longFrom,
		sharp: (model.resolutions ?? []).some((label) => (linesOf(label) ?? 0) >= sharpFrom),
		cheap: isLow(
			usd,
			all.map((other) => other.usd),
		),
		quick:
			usualMs !== undefined &&
			isLow(
				usualMs,
				all.flatMap((other) => other.usualMs ?? []),
			),
	};
	return order.filter((strength) => found[strength]);
}

const order: readonly Strength[] = ['cheap', 'quick', 'long', 'sharp', 'ending', 'same', 'picture', 'clip'];

function longest({ durations, defaultDuration = 0 }: Model): number {
	if (durations === undefined) return defaultDuration;
	return 'list' in durations ? Math.max(...durations.list) : durations.to;
}

/** Whether a value is among the lowest quarter; of fewer than four nothing is said. */
function isLow(value: number, all: readonly number[]): boolean {
	const sorted = all.toSorted((one, other) => one - other);
	const bound = sorted[Math.floor(sorted.length / 4) - 1];
	return bound !== undefined && value <= bound;
}
