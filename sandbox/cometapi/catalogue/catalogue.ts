/** One entry of the public catalogue, in its documented schema; keys that are rarely there may be missing. */
export interface CatalogueEntry {
	readonly id: string;
	readonly code: string;
	readonly created: number;
	readonly provider: string;
	readonly provider_code: string;
	readonly name: string;
	readonly model_type: string;
	readonly features: readonly string[];
	/** JSON inside a string; may be empty or broken. */
	readonly endpoints: string;
	readonly pricing: {
		readonly currency: string;
		readonly input: number | null;
		readonly output: number | null;
		readonly per_request: number | null;
		readonly per_second: number | null;
	};
	readonly api_doc_url: string;
	readonly upcoming?: boolean;
}

/** A model that no table knows yet, on a route that is known: the unified route accepts it with any settings. */
export const brandNewModel = 'aurora-1';

interface Brief {
	readonly provider: string;
	readonly name: string;
	readonly path: string;
	readonly perSecond?: number;
	readonly perRequest?: number;
	readonly features?: readonly string[];
	readonly type?: string;
	readonly upcoming?: boolean;
	readonly endpoints?: string;
}

const unified = '/v1/videos';
const both = ['text-to-video', 'image-to-video'];

/** What the sandbox's catalogue lists; prices are plausible, not quoted. Kling has no versions here, as in life. */
export const catalogue: readonly CatalogueEntry[] = [
	entry('sora-2', { provider: 'OpenAI', name: 'Sora 2', path: unified, perSecond: 0.08, features: both }),
	entry('sora-2-pro', { provider: 'OpenAI', name: 'Sora 2 Pro', path: unified, perSecond: 0.24, features: both }),
	entry('veo3.1-fast', { provider: 'Google', name: 'Veo 3.1 Fast', path: unified, perSecond: 0.12, features: both }),
	entry('veo3.1', { provider: 'Google', name: 'Veo 3.1', path: unified, perSecond: 0.32, features: both }),
	entry('doubao-seedance-2-0', { provider: 'ByteDance', name: 'Seedance 2.0', path: unified, perSecond: 0.06 }),
	entry('doubao-seedance-2-0-fast', {
		provider: 'ByteDance',
		name: 'Seedance 2.0 Fast',
		path: unified,
		perSecond: 0.04,
	}),
	// The endpoints of this one do not parse.
	entry('doubao-seedance-1-5-pro', {
		provider: 'ByteDance',
		name: 'Seedance 1.5 Pro',
		path: unified,
		perSecond: 0.05,
		endpoints: '{"seedance": {"path": "/v1/videos", ',
	}),
	// And this one has none.
	entry('doubao-seedance-1-0-pro', {
		provider: 'ByteDance',
		name: 'Seedance 1.0 Pro',
		path: unified,
		perSecond: 0.03,
		endpoints: '',
	}),
	entry('seedance-2-5', { provider: 'ByteDance', name: 'Seedance 2.5', path: unified, perSecond: 0.09 }),
	entry('happyhorse-1.0', { provider: 'Alibaba', name: 'HappyHorse 1.0', path: unified, perSecond: 0.05 }),
	entry('happyhorse-1.1', { provider: 'Alibaba', name: 'HappyHorse 1.1', path: unified, perSecond: 0.06 }),
	entry('wan2.7', { provider: 'Alibaba', name: 'Wan 2.7', path: unified, perSecond: 0.024 }),
	entry('wan2.6', { provider: 'Alibaba', name: 'Wan 2.6', path: unified, perSecond: 0.02 }),
	entry('viduq3', { provider: 'Vidu', name: 'Vidu Q3', path: unified, perSecond: 0.05 }),
	entry('viduq3-turbo', { provider: 'Vidu', name: 'Vidu Q3 Turbo', path: unified, perSecond: 0.03 }),
	entry('omni-fast', { provider: 'Omni', name: 'Omni Fast', path: unified, perRequest: 0.3 }),
	entry('omni-fast-v2v', {
		provider: 'Omni',
		name: 'Omni Fast V2V',
		path: unified,
		perRequest: 0.4,
		features: ['video-editing'],
	}),
	entry('kling', { provider: 'Kling', name: 'Kling', path: '/kling/v1/videos/text2video', perRequest: 0.35 }),
	entry('gen3a_turbo', {
		provider: 'Runway',
		name: 'Gen-3 Alpha Turbo',
		path: '/runwayml/v1/image_to_video',
		perRequest: 0.4,
		features: ['image-to-video'],
	}),
	entry('upscale_v1', {
		provider: 'Runway',
		name: 'Runway Upscale',
		path: '/runwayml/v1/video_upscale',
		perSecond: 0.02,
		features: ['video-editing'],
	}),
	entry('grok-imagine-video', {
		provider: 'xAI',
		name: 'Grok Imagine Video',
		path: '/grok/v1/videos/generations',
		perSecond: 0.05,
		features: both,
	}),
	entry(brandNewModel, { provider: 'Aurora', name: 'Aurora 1', path: unified, perSecond: 0.07, features: both }),
	entry('veo4', { provider: 'Google', name: 'Veo 4', path: unified, upcoming: true }),
	entry('gpt-5.4', { provider: 'OpenAI', name: 'GPT-5.4', path: '/v1/chat/completions', type: 'text' }),
	entry('flux-2', { provider: 'Black Forest Labs', name: 'FLUX.2', path: '/v1/images/generations', type: 'image' }),
	entry('tts-2', { provider: 'OpenAI', name: 'TTS 2', path: '/v1/audio/speech', type: 'audio' }),
];

function entry(id: string, brief: Brief): CatalogueEntry {
	const code = brief.provider.toLowerCase().replaceAll(' ', '-');
	return {
		id,
		code: id,
		created: 1_767_529_753,
		provider: brief.provider,
		provider_code: code,
		name: brief.name,
		model_type: brief.type ?? 'video',
		features: brief.features ?? ['text-to-video'],
		endpoints: brief.endpoints ?? JSON.stringify({ [code]: { path: brief.path, method: 'POST' } }, null, 2),
		pricing: {
			// The real catalogue says this whatever the unit of the price.
			currency: 'USD / M Tokens',
			input: null,
			output: null,
			per_request: brief.perRequest ?? null,
			per_second: brief.perSecond ?? null,
		},
		api_doc_url: `https://apidoc.cometapi.com/api/video/${code}/create`,
		...(brief.type === undefined && { upcoming: brief.upcoming ?? false }),
	};
}
