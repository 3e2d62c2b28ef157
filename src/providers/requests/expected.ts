import type { Expected } from '../../jobs/record/job.js';
import type { VideoRequest } from '../../jobs/record/request.js';
import type { Model } from '../contract/model.js';
import { followsClip } from './clips.js';
import { shapeOf } from './sizes.js';

/**
 * What a request's video will be like, for its member to read: what was asked for, and the model's own choice of the rest where
 * that is known. Nothing is said that the model decides by itself.
 */
export function expectedOf(model: Model, request: VideoRequest): Expected {
	const { action, source } = request;
	// What is made longer is as long as nobody says; what is made over is as long, and in the shape, that it was.
	if (action !== 'generate') return action === 'extend' ? {} : { seconds: source?.seconds ?? null };
	if (followsClip(model, request)) return {};

	const { aspect, resolution } = shapeOf(model, request);
	const isPicturesOwn = model.aspectFromImage === true && request.pictures.some(({ role }) => role === 'image');
	return {
		seconds: request.duration ?? model.defaultDuration ?? null,
		aspect: isPicturesOwn ? null : (aspect ?? null),
		resolution: resolution ?? null,
	};
}
