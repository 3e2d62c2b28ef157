import { brandNewModel } from '../../catalogue/catalogue.js';

/** What the unified route takes from one model. */
export interface UnifiedModel {
	/** Accepted lengths in whole seconds; `fixed`: the field is not for this model; `any`: not known. */
	readonly seconds: readonly number[] | 'fixed' | 'any';
	/** Accepted values of `size`; `none`: the field is not for this model; `any`: not known. */
	readonly sizes: readonly string[] | 'none' | 'any';
	readonly defaults: { readonly seconds: string; readonly size: string };
	/** How many `input_reference` files it takes. */
	readonly images: number;
	/** What it says to a file when it takes none. */
	readonly noImages?: string;
	/** The picture must have exactly the pixels of `size`. */
	readonly exactImage?: boolean;
	/** Further fields, with their values where they are listed. */
	readonly extras?: Readonly<Record<string, readonly string[] | 'any'>>;
	/** The model that answers name in place of the alias. */
	readonly echo?: string;
	/** `sora` has ids and keys of its own; JSON is asked for by one model alone. */
	readonly dialect?: 'sora' | 'json';
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

const landscapeAndPortrait = ['1280x720', '720x1280'];
const wide = [...landscapeAndPortrait, '1920x1080', '1080x1920', '1440x1440'];
const byAddress = { reference_urls: 'any', video_urls: 'any' } as const;
const wantsAddresses = 'please provide reference_video_urls or reference_urls';

// Contradictory pages list 4, 8, 12 and 4 to 20; the wider table is the newer one.
const sora = {
	seconds: [4, 8, 12, 16, 20],
	defaults: { seconds: '4', size: '1280x720' },
	images: 1,
	exactImage: true,
	dialect: 'sora',
} as const;
const veo = {
	seconds: [4, 6, 8],
	sizes: ['1280x720', '720x1280', '1920x1080', '3840x2160'],
	defaults: { seconds: '4', size: '1280x720' },
	images: 1,
} as const;
/** The earlier Veo contract: an orientation hint, two frames, a fixed length, and a backend id in the answer. */
const olderVeo = {
	seconds: 'fixed',
	sizes: ['16x9', '9x16'],
	defaults: { seconds: '', size: '16x9' },
	images: 2,
} as const;

const ratios = ['21:9', '16:9', '4:3', '1:1', '3:4', '9:16'];
const oldPixels = [
	...['864x480', '736x544', '640x640', '544x736', '480x864', '960x416'],
	...['1248x704', '1120x832', '960x960', '832x1120', '704x1248', '1504x640'],
	...['1920x1088', '1664x1248', '1440x1440', '1248x1664', '1088x1920', '2176x928'],
];
const pixels480and720 = [
	...['864x496', '752x560', '640x640', '560x752', '496x864', '992x432'],
	...['1280x720', '1112x834', '960x960', '834x1112', '720x1280', '1470x630'],
];
const pixels1080 = ['1920x1080', '1664x1248', '1440x1440', '1248x1664', '1080x1920', '2206x946'];
const newPixels = [...pixels480and720, ...pixels1080];

function seedance(lengths: readonly number[], sizes: readonly string[], more: Partial<UnifiedModel>): UnifiedModel {
	return {
		seconds: lengths,
		sizes: [...ratios, ...sizes],
		defaults: { seconds: '5', size: '16:9' },
		images: 9,
		extras: { ...byAddress, seed: 'any', resolution: ['480p', '720p'] },
		...more,
	};
}
const withFullHd = { extras: { ...byAddress, seed: 'any', resolution: ['480p', '720p', '1080p'] } } as const;
const textOnly = (model: string): Partial<UnifiedModel> => ({
	...withFullHd,
	images: 0,
	noImages: `the specified task_type r2v does not support model ${model}`,
});

const vidu: UnifiedModel = {
	seconds: range(1, 16),
	sizes: ['640x352', '960x528', '1280x720', '1920x1080'],
	defaults: { seconds: '5', size: '1280x720' },
	images: 1,
};

/** Every model of `/v1/videos`; what no page settles is as wide as its sources allow. */
export const unifiedModels: Readonly<Record<string, UnifiedModel>> = {
	'sora-2': { ...sora, sizes: landscapeAndPortrait },
	'sora-2-pro': { ...sora, sizes: [...landscapeAndPortrait, '1024x1792', '1792x1024'] },
	'veo3.1': veo,
	'veo3.1-fast': veo,
	veo3: { ...olderVeo, echo: 'veo_3_1' },
	'veo3-fast': { ...olderVeo, echo: 'veo_3_1-4K' },
	'doubao-seedance-2-0': seedance(range(4, 15), newPixels, {}),
	'doubao-seedance-2-0-fast': seedance(range(4, 15), pixels480and720, {}),
	'doubao-seedance-1-5-pro': seedance(range(4, 12), newPixels, textOnly('seedance-1-5-pro')),
	'doubao-seedance-1-0-pro': seedance(range(2, 10), oldPixels, textOnly('seedance-1-0-pro')),
	'seedance-2-5': seedance(range(4, 15), newPixels, withFullHd),
	'doubao-seedance-2-5': seedance(range(4, 15), newPixels, withFullHd),
	'happyhorse-1.0': {
		seconds: range(3, 15),
		sizes: wide,
		defaults: { seconds: '5', size: '1920x1080' },
		images: 0,
	},
	'happyhorse-1.1': { seconds: range(3, 15), sizes: wide, defaults: { seconds: '5', size: '1920x1080' }, images: 9 },
	'wan2.7': { seconds: range(2, 15), sizes: wide, defaults: { seconds: '5', size: '1920x1080' }, images: 1 },
	'wan2.6': {
		seconds: [5, 10, 15],
		sizes: [...wide, '1088x832', '832x1088', '1632x1248', '1248x1632'],
		defaults: { seconds: '5', size: '1920x1080' },
		images: 0,
		noImages: wantsAddresses,
		extras: byAddress,
	},
	viduq3: vidu,
	'viduq3-turbo': vidu,
	'omni-fast': {
		seconds: range(4, 10),
		sizes: 'none',
		defaults: { seconds: '4', size: '' },
		images: 0,
		extras: { aspect_ratio: ['16:9', '9:16', '1:1'], resolution: ['720p', '1080p'] },
	},
	'omni-fast-v2v': {
		seconds: 'any',
		sizes: 'none',
		defaults: { seconds: '4', size: '' },
		images: 0,
		dialect: 'json',
	},
	'minimax-h3': { seconds: 'any', sizes: 'any', defaults: { seconds: '', size: '' }, images: 1 },
	[brandNewModel]: { seconds: 'any', sizes: 'any', defaults: { seconds: '', size: '' }, images: 1 },
};
