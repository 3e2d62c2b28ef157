/** How long something takes when its logarithm is normal: most durations of computed work are close to it. */
export interface Lognormal {
	/** Mean of the logarithm (of milliseconds). */
	readonly mu: number;
	/** Standard deviation of the logarithm. */
	readonly sigma: number;
}

/** The probability that it has ended by `t`. */
export const endedBy = ({ mu, sigma }: Lognormal, t: number): number =>
	t <= 0 ? 0 : normalCdf((Math.log(t) - mu) / sigma);

/** The part of the mean that durations up to `t` make up: the integral of x·f(x) from 0 to t. */
export const partialMean = ({ mu, sigma }: Lognormal, t: number): number =>
	t <= 0 ? 0 : Math.exp(mu + (sigma * sigma) / 2) * normalCdf((Math.log(t) - mu - sigma * sigma) / sigma);

/** The duration that a fraction `p` (0 to 1, exclusive) stays under. */
export function quantile(law: Lognormal, p: number): number {
	let low = law.mu - 12 * law.sigma;
	let high = law.mu + 12 * law.sigma;
	for (let step = 0; step < 60; step += 1) {
		const middle = (low + high) / 2;
		if (normalCdf((middle - law.mu) / law.sigma) < p) low = middle;
		else high = middle;
	}
	return Math.exp((low + high) / 2);
}

/** The normal distribution function, to about 1e-7 (Abramowitz and Stegun, 26.2.17). */
function normalCdf(z: number): number {
	const t = 1 / (1 + 0.231_641_9 * Math.abs(z));
	const series =
		t * (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
	const upper = Math.exp((-z * z) / 2) * 0.398_942_280_401 * series;
	return z >= 0 ? 1 - upper : upper;
}
