import type { VideoRequest } from '../../jobs/record/request.js';
import type { Problem } from './requestProblem.js';
import type { Model } from '../contract/model.js';

/** Whether the model can start in this way at all: from nothing, or from a finished video whose handle is still there. */
export function actionProblems(model: Model, { action, source }: VideoRequest): Problem[] {
	const allowed = model.actions ?? [];
	if (action === 'generate') {
		const canMake = model.text || model.image !== 'no';
		return canMake ? [] : [{ option: 'model', code: 'action', allowed, actual: action }];
	}

	if (!allowed.includes(action)) return [{ option: 'model', code: 'action', allowed, actual: action }];
	const handle = { remix: source?.taskId, extend: source?.videoId, edit: source?.videoUrl }[action] ?? '';
	return handle === '' ? [{ option: 'model', code: 'source-gone', allowed: [], actual: action }] : [];
}
