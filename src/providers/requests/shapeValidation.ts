import type { VideoRequest } from '../../jobs/record/request.js';
import type { OptionName, RequestProblem } from './requestProblem.js';
import type { Durations, Model, Size } from '../contract/model.js';
import { isResolution, nearestAspect, ratioOf } from './sizes.js';

/** Whether the model makes videos of this length and shape. */
export function shapeProblems(model: Model, request: VideoRequest): RequestProblem[] {
	const { duration } = request;
	return [
		...(typeof duration === 'number' && model.durations !== undefined ? lengthProblems(model.durations, duration) : []),
		...sizeProblems(model, { aspect: request.aspect ?? undefined, resolution: request.resolution ?? undefined }),
	];
}

/** Every length that a model makes, in seconds, shortest first. */
export function durationsOf(durations: Durations): readonly number[] {
	if ('list' in durations) return [...durations.list].sort((one, other) => one - other);
	return Array.from({ length: durations.to - durations.from + 1 }, (_, place) => durations.from + place);
}

function lengthProblems(durations: Durations, asked: number): RequestProblem[] {
	const all = durationsOf(durations);
	if (all.includes(asked)) return [];
	// Of two that are as near, the shorter, which costs less.
	const nearest = [...all].sort((one, other) => Math.abs(one - asked) - Math.abs(other - asked) || one - other)[0];
	return [notAllowed('duration', String(asked), { allowed: all.map(String), nearest: String(nearest) })];
}

interface Asked {
	readonly aspect: string | undefined;
	readonly resolution: string | undefined;
}

function sizeProblems(model: Model, asked: Asked): RequestProblem[] {
	const problems: RequestProblem[] = [];
	const { aspect, resolution } = asked;
	const { aspects, resolutions, sizes = [] } = model;
	if (aspect !== undefined && aspects !== undefined && !aspects.includes(aspect)) {
		const ratio = ratioOf(aspect);
		const nearest = Number.isFinite(ratio) && ratio > 0 ? nearestAspect(aspects, ratio) : undefined;
		problems.push(notAllowed('aspect', aspect, { allowed: aspects, nearest }));
	}
	if (resolution !== undefined && resolutions !== undefined && !isKnown(resolution, resolutions, sizes)) {
		const nearest = nearestResolution(resolutions, resolution);
		problems.push(notAllowed('resolution', resolution, { allowed: resolutions, nearest }));
	}
	return problems.length > 0 ? problems : combinationProblems(sizes, asked);
}

/** Each is made, but not both together; what goes with the chosen aspect is named, as members care more for that. */
function combinationProblems(sizes: readonly Size[], { aspect, resolution }: Asked): RequestProblem[] {
	if (sizes.length === 0 || aspect === undefined || resolution === undefined) return [];
	const ofAspect = sizes.filter((size) => size.aspect === aspect);
	if (ofAspect.some((size) => isResolution(size, resolution))) return [];

	const allowed = [...new Set(ofAspect.map((size) => size.resolution))];
	const nearest = nearestResolution(allowed, resolution);
	return [{ ...notAllowed('resolution', resolution, { allowed, nearest }), code: 'combination' }];
}

function isKnown(resolution: string, resolutions: readonly string[], sizes: readonly Size[]): boolean {
	return resolutions.includes(resolution) || sizes.some((size) => isResolution(size, resolution));
}

function nearestResolution(resolutions: readonly string[], asked: string): string | undefined {
	const lines = linesOf(asked);
	const distance = (resolution: string): number => Math.abs(linesOf(resolution) - lines);
	return [...resolutions].sort((one, other) => distance(one) - distance(other) || linesOf(one) - linesOf(other))[0];
}

/** The shorter side, as tiers count: `720p`, `4k`, `1280x720`. */
function linesOf(resolution: string): number {
	if (resolution === '4k') return 2160;
	const sides = resolution.split('x').map((side) => Number.parseInt(side, 10));
	const lines = Math.min(...sides);
	return Number.isFinite(lines) ? lines : 720;
}

function notAllowed(
	option: OptionName,
	actual: string,
	{ allowed, nearest }: { readonly allowed: readonly string[]; readonly nearest?: string | undefined },
): RequestProblem {
	return { option, code: 'not-allowed', allowed, actual, ...(nearest !== undefined && { nearest }) };
}
