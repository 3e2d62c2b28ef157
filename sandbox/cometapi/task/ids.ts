import { randomBytes, randomInt, randomUUID } from 'node:crypto';

import type { IdForm } from './plan.js';

const alphanumerics = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Ids in the form in which each route makes them; clients must treat all of them as opaque strings. */
export const ids = {
	sora: () => `video_${randomBytes(16).toString('hex')}`,
	unified: () => `task_${Array.from({ length: 32 }, () => alphanumerics[randomInt(62)] ?? '').join('')}`,
	uuid: () => randomUUID(),
	/** 18 digits, the last never 0: beyond what a number holds, so a client that parses it asks for another task. */
	kling: () => `8781${digits(13)}${randomInt(1, 10)}`,
	volc: () => `0217${digits(20)}`,
	minimax: () => `1${digits(14)}`,
	midjourney: () => `17${digits(14)}`,
} as const;

function digits(count: number): string {
	return Array.from({ length: count }, () => String(randomInt(10))).join('');
}

/** An id in the form that a gateway gives it which hands a provider's own name on. */
export function idIn(form: IdForm, id: string): string {
	const name = `projects/somebody/locations/us-central1/publishers/google/models/veo/operations/${id}`;
	switch (form) {
		case 'native':
			return id;
		case 'base64':
			return `video_${Buffer.from(`??>>${id}>`).toString('base64')}==`;
		case 'path':
			return name;
		case 'long':
			return Buffer.from(`${name}/${'0'.repeat(160)}`).toString('base64');
	}
}
