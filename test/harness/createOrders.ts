import { VideoRequest } from '../../src/jobs/record/request.js';
import type { PictureRole } from '../../src/jobs/record/request.js';
import { providers } from '../../src/providers/index.js';
import type { Model } from '../../src/providers/contract/model.js';
import type { Call, Order, Picture, Provider } from '../../src/providers/contract/provider.js';

export const providerOf = (id: string): Provider => {
	const provider = providers.find((candidate) => candidate.id === id);
	if (provider === undefined) throw new Error(`no family ${id}`);
	return provider;
};

export const modelOf = (id: string): Model => {
	const model = providers.flatMap(({ models }) => models).find((candidate) => candidate.id === id);
	if (model === undefined) throw new Error(`no model ${id}`);
	return model;
};

export const requestOf = (model: string, more: Partial<VideoRequest> = {}): VideoRequest =>
	VideoRequest.parse({ prompt: 'A red kite over the sea', model, ...more });

/** The source of a picture with the given role, as admission knows it. */
export const sourceOf = (role: PictureRole, width?: number, height?: number): VideoRequest['pictures'][number] => ({
	role,
	url: `https://cdn.example.com/${role}.png`,
	name: `${role}.png`,
	bytes: 1000,
	width,
	height,
});

export const pictureOf = (role: PictureRole, more: Partial<Picture> = {}): Picture => ({
	role,
	bytes: new TextEncoder().encode(role),
	contentType: 'image/png',
	width: 1280,
	height: 720,
	...more,
});

export const base64Of = (role: PictureRole): string => Buffer.from(role).toString('base64');

/** What a family is given for one job, pictures included both as sources and made ready. */
export function orderOf(
	id: string,
	more: Partial<VideoRequest> = {},
	{ roles = [], ...rest }: { readonly roles?: readonly PictureRole[] } & Partial<Order> = {},
): Order {
	const model = modelOf(id);
	const request = requestOf(id, { pictures: roles.map((role) => sourceOf(role)), ...more });
	return { jobId: '1234567890', request, model, pictures: roles.map((role) => pictureOf(role)), ...rest };
}

export const createOf = (...parts: Parameters<typeof orderOf>): Call => {
	const order = orderOf(...parts);
	return providerOf(order.model.provider).create(order);
};

/** A create's fields by name, whichever body it has; files by their role. */
export function sent(call: Call): Record<string, unknown> {
	if (call.body?.kind === 'json') return call.body.value as Record<string, unknown>;
	if (call.body === undefined) return {};
	const files = call.body.files.map(([name, picture]) => `${name}=${picture.role}`);
	return { ...Object.fromEntries(call.body.fields), ...(files.length > 0 && { files }) };
}
