/** What ffmpeg calls the reader of each kind of file that a result may lie in, by the ending of its name: it is told, not guessed, so that a file never turns into a playlist of others. */
export const demuxers = {
	mp4: 'mov',
	mov: 'mov',
	webm: 'matroska',
	mkv: 'matroska',
	ts: 'mpegts',
	avi: 'avi',
	flv: 'flv',
	mpg: 'mpeg',
	gif: 'gif',
} as const;
export type VideoEnding = keyof typeof demuxers;

/** The ending of a kept file's name; `mp4` for a name from elsewhere. */
export function endingOf(file: string): VideoEnding {
	const ending = file.slice(file.lastIndexOf('.') + 1);
	return ending in demuxers ? (ending as VideoEnding) : 'mp4';
}

/**
 * What a film needs before every client plays it inline. `remux`: its streams are fine, and only the file around them is not.
 * `sound`: the same, with the sound made anew. `convert`: the picture has to be made anew.
 */
export type Playback = 'plays' | 'remux' | 'sound' | 'convert';

interface FilmFacts {
	readonly ending: VideoEnding;
	/** By mediabunny's name; null: one that it does not know. */
	readonly videoCodec: string | null;
	/** RFC 6381: `avc1.64001f`. Null where it cannot be read. */
	readonly videoParameters: string | null;
	/** Undefined without sound. */
	readonly audioCodec?: string | null | undefined;
	/** Its head says how long it is, and its index, where it has one, stands before the media. */
	readonly ready: boolean;
}

/** H.264 with 8 bits and 4:2:0: Baseline, Main, Extended and High. The higher profiles are for more bits or more colour. */
const commonProfiles = /^avc[13]\.(?:42|4d|58|64)/iu;
const royaltyFree: ReadonlySet<string> = new Set(['vp8', 'vp9', 'av1']);

/** H.264 (8 bit, 4:2:0) with AAC or Opus in an MP4, index first; VP8, VP9 and AV1 as they are. */
export function playbackOf(film: FilmFacts): Playback {
	const { ending, videoCodec, videoParameters, audioCodec } = film;
	const isFree = videoCodec !== null && royaltyFree.has(videoCodec);
	if (!isFree && !(videoCodec === 'avc' && commonProfiles.test(videoParameters ?? ''))) return 'convert';

	const sounds: readonly unknown[] = remuxTarget(film) === 'webm' ? ['opus', 'vorbis'] : ['aac', 'opus'];
	if (audioCodec !== undefined && !sounds.includes(audioCodec)) return 'sound';
	return film.ready && ending === remuxTarget(film) ? 'plays' : 'remux';
}

/** Where the streams go as they are: VP8 has no place in an MP4. */
export const remuxTarget = ({ ending, videoCodec }: Pick<FilmFacts, 'ending' | 'videoCodec'>): 'mp4' | 'webm' =>
	videoCodec === 'vp8' || ending === 'webm' ? 'webm' : 'mp4';

/** Whether many clients play it as it is although something could be put right. */
export const usuallyPlays = (ending: VideoEnding, playback: Playback): boolean =>
	playback === 'plays' || (playback === 'remux' && (ending === 'mp4' || ending === 'mov' || ending === 'webm'));
