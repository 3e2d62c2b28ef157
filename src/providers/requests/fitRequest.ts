import type { Notice } from '../../jobs/record/job.js';
import type { VideoRequest } from '../../jobs/record/request.js';
import { checkRequest } from './requestValidation.js';
import type { RequestCheck } from './requestValidation.js';
import type { Model } from '../contract/model.js';
import type { Deployment, RequestProblem } from './requestProblem.js';

/**
 * A request made for one model, fitted to another: each value that the other model does not make becomes the nearest that
 * it makes, and a notice tells so. What has no nearest value stays a problem.
 */
export function fitRequest(model: Model, asked: VideoRequest, house?: Deployment): RequestCheck {
	const first = checkRequest(model, asked, house);
	const fixable = first.problems.filter(hasNearest);
	if (fixable.length === 0) return first;

	const request = fixable.reduce(withNearest, first.request);
	const adjusted = fixable.map(({ option, actual, nearest }): Notice => ({
		code: 'adjusted',
		option,
		from: actual,
		to: nearest,
	}));
	// An aspect that was changed may not go with the resolution; a second time settles that.
	const second = fixable.some(({ code }) => code === 'not-allowed')
		? fitRequest(model, request, house)
		: checkRequest(model, request, house);
	return { ...second, notices: [...first.notices, ...adjusted, ...second.notices] };
}

function hasNearest(problem: RequestProblem): problem is RequestProblem & { readonly nearest: string } {
	return problem.nearest !== undefined;
}

function withNearest(
	request: VideoRequest,
	{ option, nearest }: RequestProblem & { readonly nearest: string },
): VideoRequest {
	switch (option) {
		case 'duration':
			return { ...request, duration: Number(nearest) };
		case 'aspect':
			return { ...request, aspect: nearest };
		case 'resolution':
			return { ...request, resolution: nearest };
		case 'seed':
			return { ...request, seed: Number(nearest) };
		// These have no nearest value.
		case 'prompt':
		case 'model':
		case 'negative_prompt':
		case 'image':
		case 'last_frame':
		case 'reference_1':
		case 'reference_2':
		case 'reference_3':
		case 'reference_4':
		case 'video':
			return request;
	}
}
