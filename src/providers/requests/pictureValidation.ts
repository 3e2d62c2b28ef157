import type { PictureRole, VideoRequest } from '../../jobs/record/request.js';
import type { Deployment, RequestProblem } from './requestProblem.js';
import type { Model } from '../contract/model.js';

/** Whether the model takes these pictures together; the files themselves are judged when they have been fetched. */
export function pictureProblems(
	model: Model,
	{ action, pictures: files }: VideoRequest,
	{ publicUrl }: Deployment,
): RequestProblem[] {
	const all = files.map(({ role }) => role);
	if (action !== 'generate') return all.map(unsupported);
	const roles = all.filter((role) => role !== 'video');
	if (all.length > roles.length) return besideClip(model, roles);
	const [first] = roles;
	// Nothing else that it could start from.
	if (model.clip !== undefined && !model.text && model.image === 'no') {
		return [...roles.map(unsupported), { option: 'video', code: 'required', allowed: [] }];
	}

	const refused = refusedRoles(model, roles);
	if (refused.length > 0) return refused;
	if (first === undefined) return withoutPictures(model, publicUrl);
	// One reason at a time: without an address of ours the rest does not matter.
	if (model.picturesByUrl === true && !publicUrl) return [{ option: first, code: 'needs-public-url', allowed: [] }];
	return together(model, roles);
}

/** A clip brings its own frames: what may stand beside it are pictures to take after, where the model knows such. */
function besideClip(model: Model, roles: readonly PictureRole[]): RequestProblem[] {
	if (model.clip === undefined) return [unsupported('video')];
	const frame = roles.find((role) => model.references === 0 || !isReference(role));
	if (frame !== undefined) return [{ option: 'video', code: 'excludes', allowed: [frame] }];
	return tooMany(roles, model.references);
}

function refusedRoles(model: Model, roles: readonly PictureRole[]): RequestProblem[] {
	const references = roles.filter(isReference);
	return [
		...(model.image === 'no' ? roles.filter((role) => role === 'image').map(unsupported) : []),
		...(model.lastFrame ? [] : roles.filter((role) => role === 'last_frame').map(unsupported)),
		...(model.references === 0 ? references.map(unsupported) : []),
		...(model.references > 0 ? tooMany(references, model.references) : []),
	];
}

function withoutPictures(model: Model, publicUrl: boolean): RequestProblem[] {
	if (!model.text && model.image !== 'no') return [{ option: 'image', code: 'required', allowed: [] }];
	const needsAddress = model.textByCallback === true && !publicUrl;
	return needsAddress ? [{ option: 'prompt', code: 'needs-public-url', allowed: ['image'] }] : [];
}

function together(model: Model, roles: readonly PictureRole[]): RequestProblem[] {
	const references = roles.filter(isReference);
	const hasImage = roles.includes('image');
	const hasLast = roles.includes('last_frame');
	const needsImage = model.image === 'required' && !hasImage;
	return [
		// A last frame without a first one would be taken for the first.
		...(hasLast && !hasImage ? [{ option: 'last_frame', code: 'needs', allowed: ['image'] } as const] : []),
		...(needsImage && !hasLast ? [{ option: 'image', code: 'required', allowed: [] } as const] : []),
		// Frames and references are different ways of making a video.
		...(hasLast && references[0] !== undefined
			? [{ option: 'last_frame', code: 'excludes', allowed: [references[0]] } as const]
			: []),
		...tooMany(roles, model.maxPictures ?? Number.POSITIVE_INFINITY),
	];
}

function tooMany(roles: readonly PictureRole[], most: number): RequestProblem[] {
	const option = roles[most];
	if (option === undefined) return [];
	return [{ option, code: 'too-many', allowed: [String(most)], actual: String(roles.length) }];
}

function unsupported(option: PictureRole): RequestProblem {
	return { option, code: 'unsupported', allowed: [] };
}

function isReference(role: PictureRole): boolean {
	return role.startsWith('reference_');
}
