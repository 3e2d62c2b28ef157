import type { ModalSubmitInteraction } from 'discord.js';
import type { PictureRole, PictureSource, VideoRequest } from '../../jobs/record/request.js';
import { fields } from '../../messages/forms/modals.js';
import { pictureOrder } from '../../providers/contract/model.js';
import { namedAspect, namedResolution } from '../../providers/requests/shapeWords.js';
import { typedPrompt } from '../interaction/typedPrompt.js';

/** A request as its form came back; its pictures apart. */
export function editedRequest(request: VideoRequest, submission: ModalSubmitInteraction): VideoRequest {
	const { fields: values } = submission;
	const prompt = typedPrompt(submission, request.prompt);
	// A modal of a video that was built on another has the prompt alone.
	if (!values.fields.has(fields.duration)) return { ...request, prompt };
	const [model = request.model] = values.fields.has(fields.model) ? values.getStringSelectValues(fields.model) : [];
	const duration = Number.parseInt(values.getTextInputValue(fields.duration), 10);
	return {
		...request,
		prompt,
		model,
		duration: duration > 0 ? duration : null,
		...shapeText(values.getTextInputValue(fields.shape)),
		...(values.fields.has(fields.negative) ? { negativePrompt: values.getTextInputValue(fields.negative) } : {}),
	};
}

/** `16:9 720p` or `vertical 1080p` in any order; what has a colon (or its like) or names a shape is the aspect. */
export function shapeText(text: string): Pick<VideoRequest, 'aspect' | 'resolution'> {
	const words = text
		.replace(/full hd/giu, 'fullhd')
		.split(/[\s,·]+/u)
		.filter((word) => word !== '')
		.map((word) => namedAspect(word) ?? word);
	const isAspect = (word: string): boolean => /^\d+(?:\.\d+)?[:/]\d/u.test(word);
	const resolution = words.find((word) => !isAspect(word));
	return {
		aspect: words.find(isAspect)?.replace('/', ':') ?? null,
		resolution: resolution === undefined ? null : namedResolution(resolution),
	};
}

/** The files of a form, in the places of the request's pictures in their order. */
export function uploadedPictures(request: VideoRequest, { fields: values }: ModalSubmitInteraction): PictureSource[] {
	if (!values.fields.has(fields.pictures)) return [];
	const files = [...(values.getUploadedFiles(fields.pictures)?.values() ?? [])];
	const roles = rolesOf(request);
	return files.map(({ url, name, contentType, size, width, height }, place) => {
		return { role: roles[place] ?? 'image', url, name, contentType, bytes: size, width, height };
	});
}

function rolesOf({ pictures }: VideoRequest): PictureRole[] {
	const taken = new Set(pictures.map(({ role }) => role));
	// What is uploaded there are pictures.
	taken.delete('video');
	return taken.size === 0 ? ['image'] : pictureOrder.filter((role) => taken.has(role));
}
