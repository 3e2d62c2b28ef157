import type { Model } from '../../contract/model.js';
import type { Call, Order } from '../../contract/provider.js';
import { clipAddress } from '../clipInput.js';
import { secondsOf, shapeOf } from '../../requests/sizes.js';
import { unifiedFamily, unifiedMaxPrompt, unifiedPath } from './unifiedRoute.js';
import type { Field } from './unifiedRoute.js';

const limits = {
	lastFrame: false,
	references: 0,
	image: 'no',
	// "Start with 4" is all that is said.
	durations: { list: [4] },
	defaultDuration: 4,
	maxPrompt: unifiedMaxPrompt,
} as const satisfies Partial<Model>;

const general = {
	...limits,
	text: true,
	aspects: ['16:9', '9:16', '1:1'],
	defaultAspect: '16:9',
	resolutions: ['720p', '1080p'],
	defaultResolution: '720p',
} as const;

const models: readonly Model[] = [
	{ ...general, id: 'omni-fast', name: 'Omni Fast', provider: 'omni', price: { perRequestUsd: 0.5 } },
	{
		...limits,
		id: 'omni-fast-v2v',
		name: 'Omni Fast V2V',
		provider: 'omni',
		text: false,
		actions: ['edit'],
		// The size is another gateway's word; nobody says how long a clip may be.
		clip: { formats: ['mp4'], maxSeconds: 10, maxBytes: 15_000_000, maxEmbeddedBytes: 15_000_000 },
		price: { perRequestUsd: 0.5 },
	},
];

/** Omni (beta): aspect and resolution apart instead of a size; its second model edits a video, and is asked in JSON. */
export const omni = unifiedFamily({
	id: 'omni',
	name: 'Omni',
	models,
	adopts: /^omni-/u,
	general,
	fields,
	actions: { edit },
});

function fields({ model, request }: Order): readonly Field[] {
	const { aspect, resolution } = shapeOf(model, request);
	return [
		['seconds', String(secondsOf(model, request))],
		...(aspect === undefined ? [] : [['aspect_ratio', aspect] as const]),
		...(resolution === undefined ? [] : [['resolution', resolution] as const]),
	];
}

function edit({ model, request, clip }: Order): Call {
	const value = {
		model: model.id,
		prompt: request.prompt,
		video: clip === undefined ? (request.source?.videoUrl ?? '') : clipAddress(clip),
		seconds: String(model.defaultDuration ?? 4),
	};
	return { method: 'POST', path: unifiedPath, body: { kind: 'json', value } };
}
