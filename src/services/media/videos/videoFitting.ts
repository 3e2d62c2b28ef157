/** What a clip must become to be small enough. */
export interface VideoPlan {
	readonly width: number;
	readonly height: number;
	readonly videoKbps: number;
	readonly audioKbps: number;
}

interface Clip {
	readonly width: number;
	readonly height: number;
	readonly seconds: number;
}

/** Of the limit, so that a bitrate that is met only nearly still fits. */
const aim = 0.95;
/** What the container takes. */
const overhead = 0.98;
/** At 30 frames a second; with fewer bits a pixel, H.264 shows blocks, and fewer pixels look better. */
const framesPerSecond = 30;
const leastBitsPerPixel = 0.05;
/** Below this nobody can tell what is seen. */
const leastVideoKbps = 100;
const leastShortSide = 240;
/** Beyond this a result of these models does not get better. */
const mostVideoKbps = 20_000;

/**
 * Bitrates and size that bring a clip of this length to 95 % of the limit: the sound gets little, the picture the rest, and
 * fewer pixels where the rest is too little for all of them. `undefined` when nothing worth seeing would come out.
 */
export function planVideo(clip: Clip, limitBytes: number): VideoPlan | undefined {
	const totalKbps = (limitBytes * aim * overhead * 8) / 1000 / clip.seconds;
	const audioKbps = totalKbps > 1000 ? 128 : totalKbps > 400 ? 64 : 32;
	const videoKbps = Math.min(mostVideoKbps, Math.floor(totalKbps - audioKbps));
	if (!(videoKbps >= leastVideoKbps)) return undefined;

	const affordable = (videoKbps * 1000) / (framesPerSecond * leastBitsPerPixel);
	const wanted = Math.sqrt(affordable / (clip.width * clip.height));
	const least = leastShortSide / Math.min(clip.width, clip.height);
	const scale = Math.min(1, Math.max(wanted, least));
	return { width: even(clip.width * scale), height: even(clip.height * scale), videoKbps, audioKbps };
}

/** The next plan after one that came out too large: less by as much, and a little more. */
export function tighter(plan: VideoPlan, cameOut: number, limitBytes: number): VideoPlan | undefined {
	const videoKbps = Math.floor(plan.videoKbps * Math.min(0.9, ((limitBytes * aim) / cameOut) * 0.97));
	return videoKbps < leastVideoKbps / 2 ? undefined : { ...plan, videoKbps };
}

/** yuv420p halves both sides. */
const even = (side: number): number => Math.max(2, 2 * Math.round(side / 2));
