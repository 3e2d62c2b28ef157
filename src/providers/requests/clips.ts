import type { PictureSource, VideoRequest } from '../../jobs/record/request.js';
import type { Model } from '../contract/model.js';

/** The member's own clip, if the request has one. */
export const clipIn = ({ pictures }: Pick<VideoRequest, 'pictures'>): PictureSource | undefined =>
	pictures.find(({ role }) => role === 'video');

/**
 * Whether the video is the member's clip made over, as long and in the shape that it has. Where a length or a shape is asked
 * for, some models make a new one after it.
 */
export function followsClip(model: Pick<Model, 'clip'>, request: VideoRequest): boolean {
	if (clipIn(request) === undefined || model.clip === undefined) return false;
	const wantsShape = (request.duration ?? request.aspect ?? null) !== null;
	return !(model.clip.alsoReference === true && wantsShape);
}
