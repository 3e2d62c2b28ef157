import type { Answer } from '../../http/exchange.js';

/** The shapes in which the API says no; see `refusalAnswer` for each. */
type RefusalShape = 'openai' | 'task' | 'content' | 'kling' | 'volc' | 'minimax' | 'midjourney';

interface RefusalParts {
	readonly status: number;
	readonly message: string;
	readonly code?: string | number;
	readonly shape?: RefusalShape;
}

/** Thrown by a route that refuses a request; it has had no effect. */
export class Refusal extends Error {
	readonly status: number;
	readonly code: string | number;
	readonly shape: RefusalShape;

	constructor({ status, message, code = 'invalid_request', shape = 'openai' }: RefusalParts) {
		super(message);
		this.name = 'Refusal';
		this.status = status;
		this.code = code;
		this.shape = shape;
	}
}

/** A request that is wrong in itself. */
export function badRequest(message: string, code = 'invalid_request'): Refusal {
	return new Refusal({ status: 400, message, code });
}

/** An unknown model, or a known one on a route that is not its own. */
export function modelNotFound(model: string): Refusal {
	const message = `No available channel for model ${model} under group default`;
	return new Refusal({ status: 503, message, code: 'model_not_found' });
}

/** An id that this route has never heard of. */
export function taskNotExist(): Refusal {
	return new Refusal({ status: 400, message: 'task_not_exist', code: 'task_not_exist', shape: 'task' });
}

/** The refusal as the API words it, with the request id where the shape has a place for one. */
export function refusalAnswer({ status, message, code, shape }: Refusal, requestId: string): Answer {
	switch (shape) {
		case 'openai': {
			const error = { message: `${message} (request id: ${requestId})`, type: 'comet_api_error', param: '', code };
			return { status, body: { error } };
		}
		case 'task':
			return { status, body: { code, message, data: null } };
		case 'content':
			return { status, body: { error: { message, type: 'invalid_request_error' } } };
		case 'kling':
			return { status, body: { code, message, request_id: requestId } };
		case 'volc':
			return { status, body: { error: { code, message } } };
		case 'minimax':
			return { status, body: { base_resp: { status_code: code, status_msg: message } } };
		case 'midjourney':
			return { status, body: { code, description: message, result: '', properties: {} } };
	}
}
