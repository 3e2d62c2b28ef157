import type { VideoRequest } from '../../jobs/record/request.js';
import type { Refusal } from '../../messages/refusals/refusal.js';
import type { OptionName, RequestProblem } from '../../providers/requests/requestProblem.js';
import type { PolicyRefusal } from '../../jobs/guild/policy.js';

/** A problem that a model's table found, as what the member is told. */
export function problemRefusal(problem: RequestProblem, request: VideoRequest, model: string): Refusal {
	const { option, code, allowed, nearest, actual } = problem;
	const [first = '', second = ''] = allowed;
	switch (code) {
		case 'empty':
			return { type: 'prompt-empty' };
		case 'too-long': {
			const type = option === 'prompt' ? 'prompt-long' : 'negative-long';
			return { type, length: Number(actual), max: Number(first), model };
		}
		case 'not-allowed':
		case 'combination': {
			const value = actual ?? valueOf(request, option);
			return { type: 'option-value', option, value, model, allowed, nearest: nearest ?? null };
		}
		case 'out-of-range': {
			const value = actual ?? valueOf(request, option);
			return { type: 'option-range', option, value, model, min: Number(first), max: Number(second) };
		}
		case 'required':
			return { type: 'option-missing', option, model };
		case 'unsupported':
		case 'too-many':
			return { type: 'option-not-taken', option, model };
		case 'needs':
			return { type: 'option-alone', option, other: first, model };
		case 'excludes':
			return { type: 'options-together', option, other: first, model };
		case 'needs-public-url':
			// A route that answers words alone only with a callback address takes them beside a picture without one.
			if (option === 'prompt') return { type: 'option-missing', option: first, model };
			return { type: 'public-url', model };
		case 'action':
		case 'source-gone':
			return { type: 'button', why: 'notPossible' };
	}
}

/** What the member gave for an option, as text. */
function valueOf(request: VideoRequest, option: OptionName): string {
	switch (option) {
		case 'duration':
			return String(request.duration ?? '');
		case 'aspect':
			return request.aspect ?? '';
		case 'resolution':
			return request.resolution ?? '';
		case 'seed':
			return String(request.seed ?? '');
		case 'model':
			return request.model;
		case 'negative_prompt':
			return request.negativePrompt ?? '';
		case 'prompt':
			return request.prompt;
		case 'image':
		case 'last_frame':
		case 'reference_1':
		case 'reference_2':
		case 'reference_3':
		case 'reference_4':
		case 'video':
			return request.pictures.find(({ role }) => role === option)?.name ?? '';
	}
}

/** What a guild's rule forbids, as what the member is told. */
export function policyRefusal(of: PolicyRefusal, model: string): Refusal {
	switch (of.why) {
		case 'model':
			return { type: 'model-not-allowed', model };
		case 'seconds':
		case 'lines':
		case 'usd':
			return { type: 'guild-most', of: of.why, most: of.most };
		case 'paused':
		case 'member':
		case 'ageRestricted':
		case 'word':
			return { type: 'settings', why: of.why };
	}
}
