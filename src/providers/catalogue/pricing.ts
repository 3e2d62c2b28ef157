import type { Estimate } from '../../jobs/record/job.js';
import type { VideoRequest } from '../../jobs/record/request.js';
import type { Model, OfferedModel, Price } from '../contract/model.js';
import type { CatalogueEntry } from '../contract/provider.js';
import { followsClip } from '../requests/clips.js';
import { secondsOf } from '../requests/sizes.js';

/** Where nothing at all is known of a price: dearer than any video model seen, in USD. Never 0, or limits would not hold. */
const unknownPrice: Price = { perSecondUsd: 0.7 };

/** About how much a request costs with a model, by the price it is offered at. */
export function estimate({ model, price, priceBasis }: OfferedModel, request: VideoRequest): Estimate {
	const usd = costOf(price, lengthOf(model, request)) || costOf(unknownPrice, 10);
	const { perSecondUsd = 0, perRequestUsd = 0 } = price;
	const isOpen = isLengthAssumed(model, request) && perSecondUsd > 0;
	return { usd, basis: priceBasis, ...(isOpen && { open: { perSecondUsd, leastUsd: perRequestUsd } }) };
}

/** A catalogue's price, if it names one that is above nothing. */
export function priceOfEntry({ perSecondUsd, perRequestUsd }: CatalogueEntry): Price | undefined {
	const price = {
		...(isPrice(perSecondUsd) && { perSecondUsd }),
		...(isPrice(perRequestUsd) && { perRequestUsd }),
	};
	return Object.keys(price).length === 0 ? undefined : price;
}

/** The dearest of several prices, each unit for itself, so that it is the dearest for every length. */
export function dearest(prices: readonly (Price | undefined)[]): Price {
	const most = (unit: keyof Price): number => Math.max(0, ...prices.map((price) => price?.[unit] ?? 0));
	const perSecondUsd = most('perSecondUsd');
	const perRequestUsd = most('perRequestUsd');
	if (perSecondUsd === 0 && perRequestUsd === 0) return unknownPrice;
	return { ...(perSecondUsd > 0 && { perSecondUsd }), ...(perRequestUsd > 0 && { perRequestUsd }) };
}

/** By the second or by the piece, whichever is more; rounded up to a hundredth of a cent. */
function costOf({ perSecondUsd = 0, perRequestUsd = 0 }: Price, seconds: number): number {
	return Math.ceil(Math.max(perSecondUsd * seconds, perRequestUsd) * 10_000 - 1e-6) / 10_000;
}

/**
 * What is made over is as long as it was; where nobody knows how long that is, and for what is made longer, it counts as the
 * longest the model makes, which errs upward.
 */
function lengthOf(model: Model, request: VideoRequest): number {
	if (request.action === 'generate' || model.durations === undefined) return secondsOf(model, request);
	const { durations } = model;
	const made = request.action === 'extend' ? undefined : request.source?.seconds;
	// Films are sold by whole seconds, and a file is some frames longer or shorter than that.
	if (typeof made === 'number') return Math.max(1, Math.round(made));
	return 'list' in durations ? Math.max(...durations.list) : durations.to;
}

/**
 * Whether the length was assumed: a film made over is as long as it was, which nobody tells in advance, and of some models
 * nobody knows what they make. An extended film says nothing: it is longer than what was paid for.
 */
function isLengthAssumed(model: Model, request: VideoRequest): boolean {
	const { durations, defaultDuration } = model;
	const { action, duration } = request;
	if (followsClip(model, request)) return true;
	if (action === 'extend') return false;
	if (action === 'generate' || durations === undefined)
		return (durations ?? defaultDuration ?? duration ?? null) === null;
	return true;
}

function isPrice(value: number | undefined): value is number {
	return value !== undefined && Number.isFinite(value) && value > 0;
}
